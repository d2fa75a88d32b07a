import type { AgentSessions, ConnectedAgent } from "@signalbox/domain/servers/agent-sessions"
import type { ControlPlaneMessageName } from "@signalbox/protocol/catalogue"
import type { ChangeFinished, ChangeProgress } from "@signalbox/protocol/change"
import { REQUEST_TIMEOUT_MS } from "@signalbox/protocol/limits"
import { Problem } from "@signalbox/protocol/problem"
import type { Session } from "./session.ts"
import { createTurns } from "./turns.ts"

/** So many second holders of a living link within this time, and the identity is locked. */
const RIVALS_MAX = 3
const RIVALS_WINDOW_MS = 10 * 60_000

/** How long an answer may take. Checks may keep trying for two minutes before they give a verdict. */
const ANSWER_TIMEOUT_MS: Record<ControlPlaneMessageName, number> = {
  "change.begin": REQUEST_TIMEOUT_MS,
  "env.read": REQUEST_TIMEOUT_MS,
  "host.observe": REQUEST_TIMEOUT_MS,
  "checks.run": 150_000,
  "redis.info": REQUEST_TIMEOUT_MS,
}

export type SessionsInput = {
  /** @throws Problem when the server was revoked or locked */
  assertMayAct: (serverId: string) => Promise<void>
  lock: (serverId: string, reason: string) => Promise<void>
  nowMs: () => number
}

export type SessionRegistry = AgentSessions & {
  /**
   * Makes this session the server's one link. A link that is there and answers stays: only one that does not is replaced.
   * @throws Problem `agent-already-connected`, `agent-locked`
   */
  claim(session: Session): Promise<void>
  /** Forgets it, if it is still the server's link. */
  release(session: Session): boolean
  connected(agent: ConnectedAgent): Promise<void>
  disconnected(serverId: string): void
  progressed(serverId: string, progress: ChangeProgress): Promise<void>
  finished(serverId: string, finished: ChangeFinished): Promise<void>
}

export function createSessions(input: SessionsInput): SessionRegistry {
  const live = new Map<string, Session>()
  const rivals = new Map<string, number[]>()
  const inTurn = createTurns()
  const onConnected = createListeners<[ConnectedAgent]>()
  const onDisconnected = createListeners<[string]>()
  const onProgress = createListeners<[string, ChangeProgress]>()
  const onFinished = createListeners<[string, ChangeFinished]>()

  async function refuseRival(holder: Session): Promise<never> {
    const { serverId } = holder
    const since = input.nowMs() - RIVALS_WINDOW_MS
    const seen = [...(rivals.get(serverId) ?? []).filter((at) => at > since), input.nowMs()]
    rivals.set(serverId, seen)
    if (seen.length < RIVALS_MAX) throw new Problem("agent-already-connected")
    rivals.delete(serverId)
    const reason = `${RIVALS_MAX} others tried to connect as this server while it was connected: a copy of its identity is in use.`
    await input.lock(serverId, reason)
    holder.close()
    throw new Problem("agent-locked", reason)
  }

  return {
    isOnline: (serverId) => live.get(serverId)?.isOpen ?? false,
    async request(serverId, name, message) {
      const session = live.get(serverId)
      if (!session?.isOpen) throw new Problem("server-offline")
      await input.assertMayAct(serverId).catch((problem) => {
        session.close()
        throw problem
      })
      return session.request(name, message, ANSWER_TIMEOUT_MS[name])
    },
    disconnect: (serverId) => live.get(serverId)?.close(),
    onConnected: onConnected.add,
    onDisconnected: onDisconnected.add,
    onProgress: onProgress.add,
    onFinished: onFinished.add,

    claim: (session) =>
      inTurn(session.serverId, async () => {
        const holder = live.get(session.serverId)
        if (holder && (await holder.isAlive())) await refuseRival(holder)
        holder?.close()
        live.set(session.serverId, session)
      }),
    release(session) {
      return live.get(session.serverId) === session && live.delete(session.serverId)
    },
    connected: onConnected.tell,
    disconnected: (serverId) => void onDisconnected.tell(serverId).catch(() => {}),
    progressed: onProgress.tell,
    async finished(serverId, finished) {
      // Without anyone to store it the result must not be answered with ok: the agent would forget it.
      if (onFinished.isEmpty()) throw new Problem("internal")
      await onFinished.tell(serverId, finished)
    },
  }
}

function createListeners<Args extends unknown[]>() {
  const listeners = new Set<(...args: Args) => void | Promise<void>>()
  return {
    add(listener: (...args: Args) => void | Promise<void>) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async tell(...args: Args): Promise<void> {
      await Promise.all([...listeners].map(async (listener) => listener(...args)))
    },
    isEmpty: () => listeners.size === 0,
  }
}
