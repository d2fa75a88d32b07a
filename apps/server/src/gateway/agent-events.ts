import type { AgentMessage, AgentMessageName } from "@signalbox/protocol/catalogue"
import { agentMessageRegistry } from "../api/access-registry.ts"

/** What an agent may send once its handshake is done. A name that is not here is answered with `unknown-message`. */
export type AgentEventName = Exclude<AgentMessageName, "hello.begin" | "hello.prove">

/** What becomes of each event. The message was parsed by the catalogue; `serverId` is the connection's own, never one that was sent. */
export type AgentEventHandlers = {
  [N in AgentEventName]: (serverId: string, message: AgentMessage<N>) => Promise<void>
}

/** Who may send which message. What is not in it is refused, whatever the catalogue knows. */
export type AgentMessageRules = Readonly<Record<string, { from: "stranger" | "enrolled" }>>

/** Whether one who is `from` may send a message of this name. */
export function maySend(
  from: "stranger" | "enrolled",
  name: string,
  rules: AgentMessageRules = agentMessageRegistry,
): boolean {
  return Object.hasOwn(rules, name) && rules[name]?.from === from
}
