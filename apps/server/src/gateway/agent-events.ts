import { AGENT_MESSAGES, type AgentMessage, type AgentMessageName } from "@signalbox/protocol/catalogue"

/** What an agent may send once its handshake is done. A name that is not here is answered with `unknown-message`. */
export type AgentEventName = Exclude<AgentMessageName, "hello.begin" | "hello.prove">

/** What becomes of each event. The message was parsed by the catalogue; `serverId` is the connection's own, never one that was sent. */
export type AgentEventHandlers = {
  [N in AgentEventName]: (serverId: string, message: AgentMessage<N>) => Promise<void>
}

/** Every event, for the access registry: who may send it is the connection's agent, and it speaks for its own server alone. */
export const AGENT_EVENT_NAMES = Object.keys(AGENT_MESSAGES).filter(
  (name) => name !== "hello.begin" && name !== "hello.prove",
) as AgentEventName[]

export function isAgentEvent(name: string): name is AgentEventName {
  return (AGENT_EVENT_NAMES as readonly string[]).includes(name)
}
