// A control plane's double between an agent and the true one: it speaks their transport, sees every message and frame, and hands on
// what it likes.
import type { HelloBegin, HelloChallenge } from "@signalbox/protocol/hello"
import { io } from "socket.io-client"
import { openImpostor } from "./impostor.ts"

export type Frames = "to the control plane" | "to the agent"

export type Tampering = {
  begin?: (hello: HelloBegin) => object
  challenge?: (challenge: HelloChallenge) => object
  /** What is handed on when a frame comes in; a text goes out in clear, as the name of a message. */
  frame?: (frame: Buffer, way: Frames) => (Buffer | string)[]
  /** Whether it could read what it should not. */
  hasRead?: () => boolean
}

export type HostileRelay = {
  url: string
  /** What it does from now on. */
  tamper(tampering: Tampering): void
  close(): Promise<void>
}

export async function openHostileRelay(target: string): Promise<HostileRelay> {
  let tampering: Tampering = {}
  const { url, close } = await openImpostor((agent) => {
    const controlPlane = io(`${target}/agent`, {
      path: "/agent/socket.io",
      transports: ["websocket"],
      forceNew: true,
      reconnection: false,
    })
    const handOn = (frame: Buffer, way: Frames) => {
      const to = way === "to the agent" ? agent : controlPlane
      for (const each of tampering.frame?.(frame, way) ?? [frame]) {
        if (typeof each === "string") to.emit(each, {})
        else to.emit("sealed", each)
      }
    }
    agent.on("hello.begin", (hello: HelloBegin, answer: (challenge: unknown) => void) => {
      const sent = tampering.begin?.(hello) ?? hello
      controlPlane.emit("hello.begin", sent, (reply: { ok: boolean; value: HelloChallenge }) => {
        answer(reply.ok ? { ok: true, value: tampering.challenge?.(reply.value) ?? reply.value } : reply)
      })
    })
    agent.on("sealed", (frame: Buffer) => handOn(frame, "to the control plane"))
    controlPlane.on("sealed", (frame: Buffer) => handOn(frame, "to the agent"))
    agent.on("disconnect", () => controlPlane.disconnect())
    controlPlane.on("disconnect", () => agent.disconnect(true))
  })
  return {
    url,
    close,
    tamper(next) {
      tampering = next
    },
  }
}
