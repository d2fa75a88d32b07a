import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Server, type Socket } from "socket.io"

/** Something that agents take for a control plane's address, and that speaks its transport: what it says is up to the caller. */
export async function openImpostor(
  onConnection: (agent: Socket) => void,
): Promise<{ url: string; close(): Promise<void> }> {
  const httpServer = createServer()
  const server = new Server(httpServer, { path: "/agent/socket.io", transports: ["websocket"] })
  server.of("/agent").on("connection", onConnection)
  httpServer.listen(0, "127.0.0.1")
  await once(httpServer, "listening")
  return {
    url: `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`,
    close: () => server.close(),
  }
}
