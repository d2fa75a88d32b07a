import type { ChangeFinished, ChangeProgress } from "@signalbox/protocol/change"
import type { Problem } from "@signalbox/protocol/problem"
import type { AgentPort } from "../context.ts"

export type Unsubscribe = () => void

/** The live links to agents, as the domain sees them. The gateway implements it; tests pass a few functions. */
export type AgentSessions = AgentPort & {
  /** Ends the link of a server, if there is one, and tells the agent why. */
  disconnect(serverId: string, problem: Problem): void
  /** Told after the handshake, before any other message of this connection. */
  onConnected(listener: (connected: ConnectedAgent) => void | Promise<void>): Unsubscribe
  onDisconnected(listener: (serverId: string) => void): Unsubscribe
  onProgress(listener: (serverId: string, progress: ChangeProgress) => void | Promise<void>): Unsubscribe
  /** The agent hears "ok" once every listener resolved: reject, and it sends the result again. */
  onFinished(listener: (serverId: string, finished: ChangeFinished) => Promise<void>): Unsubscribe
}

export type ConnectedAgent = {
  serverId: string
  capabilities: readonly string[]
  /** Highest command sequence number that the agent has seen. */
  commandSeq: number
  journalHead: string | null
}
