import type { Answer } from "@signalbox/protocol/answer"
import { AGENT_MESSAGES } from "@signalbox/protocol/catalogue"
import { NONCE_TTL_MS } from "@signalbox/protocol/limits"
import { Problem, problemView } from "@signalbox/protocol/problem"
import type { Socket } from "socket.io"
import { type AgentEventHandlers, type AgentEventName, maySend } from "./agent-events.ts"
import { createEventBudget } from "./event-budget.ts"
import { createHandshake, type Proven } from "./handshake.ts"
import { parseReport } from "./parse-message.ts"
import { createSession, type Session } from "./session.ts"

/** Messages of one agent that may wait for their turn. */
const WAITING_MAX = 256

export type ConnectionInput = {
  sign: (text: string) => string
  nowMs: () => number
  handlers: AgentEventHandlers
  assertMayAct: (serverId: string) => Promise<void>
  /** Judges the proof and makes the session the server's link. */
  admit: (proven: Proven, session: Session) => Promise<Admitted>
  /** Told once per session that was admitted. */
  gone: (session: Session) => void
  /** Told of what is not a `Problem`. */
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
  const handshake = createHandshake(input)
  const isWithinBudget = createEventBudget(input.nowMs)
  let session: Session | undefined
  let confirm: (() => Promise<void>) | undefined
  let queue = Promise.resolve()
  let waiting = 0
  const tooSlow = setTimeout(() => socket.disconnect(true), NONCE_TTL_MS)

  async function prove(message: unknown, reply: Reply): Promise<void> {
    const proven = handshake.takeProof(message)
    clearTimeout(tooSlow)
    const claimed = createSession(socket, proven.serverId)
    const admitted = await input.admit(proven, claimed)
    session = claimed
    confirm = admitted.confirmed
    if (!socket.connected) return input.gone(claimed)
    reply({ ok: true, value: admitted.welcome })
    await admitted.welcomed()
  }

  async function handle(name: string, message: unknown, reply: Reply): Promise<void> {
    if (session) {
      if (!maySend("enrolled", name)) throw new Problem("unknown-message", `There is no message ${name.slice(0, 60)}.`)
      await handleEvent(session.serverId, name as AgentEventName, message)
      return reply({ ok: true, value: {} })
    }
    if (!maySend("stranger", name)) throw new Problem("handshake-expected")
    if (name === "hello.begin") return reply({ ok: true, value: handshake.begin(message) })
    return prove(message, reply)
  }

  async function handleEvent(serverId: string, name: AgentEventName, message: unknown): Promise<void> {
    await input.assertMayAct(serverId)
    await confirm?.()
    confirm = undefined
    const handler = input.handlers[name] as (serverId: string, message: unknown) => Promise<void>
    await handler(serverId, parseReport(name, AGENT_MESSAGES[name].message, message))
  }

  function refuse(error: unknown, reply: Reply): void {
    if (!(error instanceof Problem)) input.onFault(error)
    reply({ ok: false, problem: problemView(error) })
    if (!session || (error instanceof Problem && ENDS_LINK.has(error.code))) socket.disconnect(true)
  }

  // The wire lets an event be named by a number, too.
  socket.onAny((event: unknown, ...args: unknown[]) => {
    const name = String(event)
    const last = args.at(-1)
    const reply: Reply = typeof last === "function" ? (answer) => last(answer) : () => {}
    if (!isWithinBudget() || waiting >= WAITING_MAX) return refuse(new Problem("too-many-attempts"), reply)
    waiting += 1
    queue = queue
      .then(() => (socket.connected ? handle(name, args[0], reply) : undefined))
      .catch((error: unknown) => refuse(error, reply))
      .finally(() => {
        waiting -= 1
      })
  })
  return new Promise((resolve) => {
    socket.on("disconnect", () => {
      clearTimeout(tooSlow)
      if (session) input.gone(session)
      void queue.then(resolve)
    })
  })
}

const ENDS_LINK: ReadonlySet<string> = new Set(["agent-revoked", "agent-locked"])
