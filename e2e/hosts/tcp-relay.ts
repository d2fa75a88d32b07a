// What stands between an agent and its control plane, at its plainest: carries bytes, hears them, and can drop the line.
import { once } from "node:events"
import { type AddressInfo, connect, createServer, type Socket } from "node:net"

export type TcpRelay = {
  url: string
  /** Where connections are carried to from now on. */
  aim(url: string): void
  /** Drops every connection in an instant. */
  cut(): void
  close(): void
}

export type TcpRelayOptions = {
  /** Address to listen on; loopback when left out. */
  host?: string
  /** Told of everything that passes; `stream` is one object per connection and direction. */
  onBytes?: (bytes: Buffer, stream: object) => void
}

export async function openTcpRelay({ host = "127.0.0.1", onBytes }: TcpRelayOptions = {}): Promise<TcpRelay> {
  let target = new URL("http://127.0.0.1:9")
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on("error", () => to.destroy())
      from.on("close", () => {
        sockets.delete(from)
        to.destroy()
      })
      if (onBytes) from.on("data", (bytes: Buffer) => onBytes(bytes, from))
      from.pipe(to)
    }
  })
  server.listen(0, host)
  await once(server, "listening")
  const cut = () => {
    for (const socket of [...sockets]) socket.destroy()
  }
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    aim: (url) => {
      target = new URL(url)
    },
    cut,
    close() {
      server.close()
      cut()
    },
  }
}
