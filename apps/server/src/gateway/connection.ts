import type { Answer } from "@signalbox/protocol/answer"
import { AGENT_MESSAGES } from "@signalbox/protocol/catalogue"
import { NONCE_TTL_MS } from "@signalbox/protocol/limits"
import { Problem, problemView } from "@signalbox/protocol/problem"
import { createSealedLink, SEALED_EVENT, type SealedLink } from "@signalbox/protocol/sealed-link"
import type { Socket } from "socket.io"
import { type AgentEventHandlers, type AgentEventName, maySend } from "./agent-events.ts"
import { createEventBudget } from "./event-budget.ts"
import { beginHandshake, type Handshake, type HandshakeInput, type Proven } from "./handshake.ts"
import { parseReport } from "./parse-message.ts"
import { createSession, type Session } from "./session.ts"

/** Messages of one agent that may wait for their turn. */
const WAITING_MAX = 256

export type ConnectionInput = HandshakeInput & {
  handlers: AgentEventHandlers
  assertMayAct: (serverId: string) => Promise<void>
  /** Judges the proof and makes the session the server's link. */
  admit: (proven: Proven, session: Session) => Promise<Admitted>
  /** Told once per session that was admitted. */
  gone: (session: Session) => void
  /** Told of what is not a `Problem`, and of a server's link that was altered on its way. */
  onFault: (error: unknown) => void
}

export type Admitted = {
  welcome: unknown
  /** Runs after the welcome was sent, before the next message of this connection. */
  welcomed: () => Promise<void>
  /** Runs before the first message after the welcome is handled. */
  confirmed: () => Promise<void>
}

type Reply = (answer: Answer) => void

/**
 * Serves one connection: the handshake, and then its events, one after the other.
 * @returns what resolves when the connection is gone and nothing of it is under way any more
 */
export function serveConnection(socket: Socket, input: ConnectionInput): Promise<void> {
  const isWithinBudget = createEventBudget(input.nowMs)
  let begun: { handshake: Handshake; link: SealedLink } | undefined
  let session: Session | undefined
  let confirm: (() => Promise<void>) | undefined
  let queue = Promise.resolve()
  let waiting = 0
  const tooSlow = setTimeout(() => socket.disconnect(true), NONCE_TTL_MS)

  /** The one message in clear. A second one is no frame, and ends the link: a stranger has one exchange of keys a connection. */
  function begin(message: unknown, reply: Reply): void {
    const handshake = beginHandshake(input, message)
    const link = createSealedLink({
      channel: handshake.channel,
      send: (frame) => void socket.emit(SEALED_EVENT, frame),
      onRequest: ({ name, message }, answer) => inQueue(name, message, answer),
      onBroken,
    })
    begun = { handshake, link }
    reply({ ok: true, value: handshake.challenge })
  }

  async function prove(message: unknown, reply: Reply): Promise<void> {
    if (!begun) throw new Problem("handshake-expected")
    const proven = begun.handshake.takeProof(message)
    clearTimeout(tooSlow)
    const claimed = createSession({ serverId: proven.serverId, socket, link: begun.link })
    const admitted = await input.admit(proven, claimed)
    session = claimed
    confirm = admitted.confirmed
    if (!socket.connected) return input.gone(claimed)
    reply({ ok: true, value: admitted.welcome })
    await admitted.welcomed()
  }

  async function handle(name: string, message: unknown, reply: Reply): Promise<void> {
    if (session) {
      if (!maySend("enrolled", name)) throw new Problem("unknown-message", `There is no message ${name}.`)
      await handleEvent(session.serverId, name as AgentEventName, message)
      return reply({ ok: true, value: {} })
    }
    if (name !== "hello.prove" || !maySend("stranger", name)) throw new Problem("handshake-expected")
    return prove(message, reply)
  }

  async function handleEvent(serverId: string, name: AgentEventName, message: unknown): Promise<void> {
    await input.assertMayAct(serverId)
    await confirm?.()
    confirm = undefined
    const handler = input.handlers[name] as (serverId: string, message: unknown) => Promise<void>
    await handler(serverId, parseReport(name, AGENT_MESSAGES[name].message, message))
  }

  function inQueue(name: string, message: unknown, reply: Reply): void {
    if (!isWithinBudget() || waiting >= WAITING_MAX) {
      refuse(new Problem("too-many-attempts"), reply)
      return
    }
    waiting += 1
    queue = queue
      .then(() => (socket.connected ? handle(name, message, reply) : undefined))
      .catch((error: unknown) => refuse(error, reply))
      .finally(() => {
        waiting -= 1
      })
  }

  function refuse(error: unknown, reply: Reply): void {
    if (!(error instanceof Problem)) input.onFault(error)
    reply({ ok: false, problem: problemView(error) })
    if (!session || (error instanceof Problem && ENDS_LINK.has(error.code))) socket.disconnect(true)
  }

  /** Of a stranger it says nothing: anybody may send us noise. */
  function onBroken(problem: Problem): void {
    if (session) input.onFault(new Problem(problem.code, `Server ${session.serverId}: ${problem.message}`))
    socket.disconnect(true)
  }

  socket.onAny((event: unknown, ...args: unknown[]) => {
    if (begun) return begun.link.take(event === SEALED_EVENT ? args[0] : undefined)
    const last = args.at(-1)
    const reply: Reply = typeof last === "function" ? (answer) => last(answer) : () => {}
    try {
      if (event !== "hello.begin" || !maySend("stranger", event)) throw new Problem("handshake-expected")
      begin(args[0], reply)
    } catch (error) {
      refuse(error, reply)
    }
  })
  return new Promise((resolve) => {
    socket.on("disconnect", () => {
      clearTimeout(tooSlow)
      begun?.link.end(new Problem("no-answer", "The link broke before the server answered."))
      if (session) input.gone(session)
      void queue.then(resolve)
    })
  })
}

const ENDS_LINK: ReadonlySet<string> = new Set(["agent-revoked", "agent-locked"])
