// One connection to the control plane, as plain calls. Everything about Socket.IO on this side is in here.
import { Answer } from "@signalbox/protocol/answer"
import type { HelloBegin } from "@signalbox/protocol/hello"
import { MESSAGE_BYTES_MAX, REQUEST_TIMEOUT_MS } from "@signalbox/protocol/limits"
import { Problem } from "@signalbox/protocol/problem"
import type { SealedChannel } from "@signalbox/protocol/sealed-channel"
import { createSealedLink, SEALED_EVENT, type SealedLink } from "@signalbox/protocol/sealed-link"
import { io, type Socket } from "socket.io-client"
import { plainWords } from "./plain-words.ts"

const OPEN_TIMEOUT_MS = 10_000

export type Wire = {
  /** The only message in clear. @throws Problem `unsupported-version`, `no-answer` */
  begin(hello: HelloBegin): Promise<unknown>
  /** From now on nothing else is sent or taken but what is sealed in this channel. */
  seal(channel: SealedChannel): void
  /** @throws Problem that the control plane answered with, `no-answer`, `link-altered`, or `too-large` without sending anything */
  ask(name: string, message: unknown): Promise<unknown>
  /** Whoever asks us something is answered by this; what was asked before it is set waits for it. */
  onRequest(answer: (name: string, message: unknown) => Promise<Answer>): void
  /** Resolves when the connection is gone, with the reason where it was we who ended it. */
  readonly closed: Promise<Problem | undefined>
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
    // Who stands between may send anything: not more than the control plane ever would, nor what grows when it is unpacked.
    transportOptions: { websocket: { maxPayload: MESSAGE_BYTES_MAX, perMessageDeflate: false } },
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

function wireOf(socket: Socket, gone: Promise<void>): Wire {
  const answering = Promise.withResolvers<(name: string, message: unknown) => Promise<Answer>>()
  let link: SealedLink | undefined
  let why: Problem | undefined
  const closed = gone.then(() => {
    link?.end(why ?? new Problem("no-answer", "The link broke."))
    return why
  })
  return {
    closed,
    close: () => void socket.disconnect(),
    async begin(hello) {
      const asked = socket.timeout(REQUEST_TIMEOUT_MS).emitWithAck("hello.begin", hello)
      const answer = Answer.safeParse(await Promise.race([asked, gone]).catch(() => undefined))
      if (!answer.success) throw new Problem("no-answer")
      if (answer.data.ok) return answer.data.value
      const { code, message } = answer.data.problem
      // Nobody vouches for a refusal in clear: of those that would have us wait for a person only this one may come here.
      if (code === "unsupported-version") throw new Problem(code, plainWords(message))
      throw new Problem("no-answer", `The hello was refused: ${code}.`)
    },
    seal(channel) {
      const sealed = createSealedLink({
        channel,
        send: (frame) => void socket.emit(SEALED_EVENT, frame),
        onRequest: ({ name, message }, reply) =>
          void answering.promise.then((answer) => answer(name, message)).then(reply),
        onBroken(problem) {
          why = problem
          socket.disconnect()
        },
      })
      link = sealed
      socket.onAny((event: unknown, frame: unknown) => sealed.take(event === SEALED_EVENT ? frame : undefined))
    },
    async ask(name, message) {
      if (!link) throw new Problem("handshake-expected")
      return valueIn(await link.ask(name, message, REQUEST_TIMEOUT_MS))
    },
    onRequest: answering.resolve,
  }
}

function valueIn(answer: Answer): unknown {
  if (answer.ok) return answer.value
  throw new Problem(answer.problem.code, answer.problem.message)
}
