// One connection to the control plane, as plain calls. Everything about Socket.IO on this side is in here.
import { Answer } from "@signalbox/protocol/answer"
import { REQUEST_TIMEOUT_MS } from "@signalbox/protocol/limits"
import { assertFitsLink } from "@signalbox/protocol/message-size"
import { Problem } from "@signalbox/protocol/problem"
import { io, type Socket } from "socket.io-client"

const OPEN_TIMEOUT_MS = 10_000

export type Wire = {
  /** @throws Problem that the control plane answered with, `no-answer`, or `too-large` without sending anything */
  ask(name: string, message: unknown): Promise<unknown>
  /** Whoever asks us something is answered by this; before it is set, nobody is. */
  onRequest(answer: (name: string, message: unknown) => Promise<Answer>): void
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>
  close(): void
}

/** @throws Problem `no-answer` when nobody opens in time */
export async function openWire(url: string, signal: AbortSignal): Promise<Wire> {
  const socket = createSocket(url)
  const closed = new Promise<void>((resolve) => socket.once("disconnect", () => resolve()))
  const onAbort = () => socket.disconnect()
  signal.addEventListener("abort", onAbort, { once: true })
  void closed.then(() => signal.removeEventListener("abort", onAbort))
  try {
    await opened(socket, signal)
  } catch (error) {
    signal.removeEventListener("abort", onAbort)
    socket.disconnect()
    throw error
  }
  return wireOf(socket, closed)
}

function createSocket(url: string): Socket {
  const { origin, pathname } = new URL(url)
  return io(`${origin}/agent`, {
    path: `${pathname.replace(/\/$/, "")}/agent/socket.io`,
    transports: ["websocket"],
    // The loop of link.ts decides when to connect again, with a handshake each time.
    reconnection: false,
    forceNew: true,
    autoConnect: false,
    timeout: OPEN_TIMEOUT_MS,
  })
}

function opened(socket: Socket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = () => reject(new Problem("no-answer", "The control plane cannot be reached."))
    const timer = setTimeout(failed, OPEN_TIMEOUT_MS)
    signal.addEventListener("abort", failed, { once: true })
    socket.once("connect_error", failed)
    socket.once("connect", resolve)
    socket.connect()
    const settle = () => {
      clearTimeout(timer)
      signal.removeEventListener("abort", failed)
    }
    socket.once("connect", settle)
    socket.once("connect_error", settle)
  })
}

function wireOf(socket: Socket, closed: Promise<void>): Wire {
  const gone = closed.then((): never => {
    throw new Problem("no-answer", "The link broke.")
  })
  gone.catch(() => {})
  return {
    closed,
    close: () => void socket.disconnect(),
    async ask(name, message) {
      assertFitsLink(name, message)
      const asked = socket
        .timeout(REQUEST_TIMEOUT_MS)
        .emitWithAck(name, message)
        .catch(() => {
          throw new Problem("no-answer")
        })
      asked.catch(() => {})
      const answer = Answer.safeParse(await Promise.race([asked, gone]))
      if (!answer.success) throw new Problem("no-answer", "The answer was not well formed.")
      if (answer.data.ok) return answer.data.value
      throw new Problem(answer.data.problem.code, answer.data.problem.message)
    },
    onRequest(answer) {
      socket.onAny((name: string, ...args: unknown[]) => {
        const reply = args.at(-1)
        if (typeof reply === "function") void answer(name, args[0]).then((sent) => reply(sent))
      })
    },
  }
}
