import { once } from "node:events"
import { type AddressInfo, createServer, type Socket } from "node:net"
import type { TestContext } from "node:test"

/** A server that answers each piece that it gets as it is told: for what no Redis would say. Returns its port. */
export async function answeringServer(
  t: TestContext,
  answer: (socket: Socket, asked: string) => void,
): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => {})
    socket.on("data", (bytes) => answer(socket, bytes.toString("latin1")))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}
