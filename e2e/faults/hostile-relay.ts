// A control plane's double between an agent and the true one: it speaks their transport, sees every message and frame, and hands on
// what it likes.
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Server } from "socket.io"
import { io } from "socket.io-client"

export type Frames = "to the control plane" | "to the agent"

export type Tampering = {
  begin?: (hello: Hello) => object
  challenge?: (challenge: Challenge, hello: Hello) => object
  /** What is handed on when a frame comes in. */
  frame?: (frame: Buffer, way: Frames) => Buffer[]
}
type Hello = { agentKey: string; [field: string]: unknown }
type Challenge = { serverKey: string; [field: string]: unknown }

export type HostileRelay = {
  url: string
  /** What it does from now on. */
  tamper(tampering: Tampering): void
  close(): Promise<void>
}

export async function openHostileRelay(target: string): Promise<HostileRelay> {
  const httpServer = createServer()
  const server = new Server(httpServer, { path: "/agent/socket.io", transports: ["websocket"] })
  let tampering: Tampering = {}

  server.of("/agent").on("connection", (agent) => {
    const controlPlane = io(`${target}/agent`, {
      path: "/agent/socket.io",
      transports: ["websocket"],
      forceNew: true,
      reconnection: false,
    })
    agent.on("hello.begin", (hello: Hello, answer: (challenge: unknown) => void) => {
      controlPlane.emit(
        "hello.begin",
        tampering.begin?.(hello) ?? hello,
        (reply: { ok: boolean; value: Challenge }) => {
          answer(reply.ok ? { ok: true, value: tampering.challenge?.(reply.value, hello) ?? reply.value } : reply)
        },
      )
    })
    agent.on("sealed", (frame: Buffer) => {
      for (const each of tampering.frame?.(frame, "to the control plane") ?? [frame]) controlPlane.emit("sealed", each)
    })
    controlPlane.on("sealed", (frame: Buffer) => {
      for (const each of tampering.frame?.(frame, "to the agent") ?? [frame]) agent.emit("sealed", each)
    })
    agent.on("disconnect", () => controlPlane.disconnect())
    controlPlane.on("disconnect", () => agent.disconnect(true))
  })
  httpServer.listen(0, "127.0.0.1")
  await once(httpServer, "listening")
  return {
    url: `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`,
    tamper(next) {
      tampering = next
    },
    close: () => server.close(),
  }
}
