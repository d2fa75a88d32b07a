// What use cases work with. Each takes only what it uses: `Pick<DomainContext, "db" | "actor">`.
import type { Db } from "@signalbox/prisma/client"
import type { ControlPlaneAnswer, ControlPlaneMessage, ControlPlaneMessageName } from "@signalbox/protocol/catalogue"
import type { Actor } from "./access/schema.ts"
import type { LiveEvent } from "./events/schema.ts"
import type { Sealer } from "./sealing/sealer.ts"

export type Clock = { now(): Date }

/** The way to the agents, whoever holds their sessions. */
export type AgentPort = {
  isOnline(serverId: string): boolean
  /**
   * Asks and waits for the answer.
   * @throws Problem `server-offline`, `no-answer`, or the problem that the agent answered with
   */
  request<Name extends ControlPlaneMessageName>(
    serverId: string,
    name: Name,
    message: ControlPlaneMessage<Name>,
  ): Promise<ControlPlaneAnswer<Name>>
}

export type DomainContext = {
  db: Db
  sealer: Sealer
  clock: Clock
  actor: Actor
  /** Tells open pages that something changed. Called after the transaction has committed; never throws. */
  publish: (event: LiveEvent) => void
  agents: AgentPort
}
