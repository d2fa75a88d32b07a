import type { Tx } from "@signalbox/prisma/client"
import { isUnderWay } from "./rollout-state.ts"

/** What came after a rollout, and where what it brought still runs. */
export type Succession = {
  /** A newer rollout of the service was started: what this one carries is no longer what anybody waits for. */
  hasSuccessor: boolean
  isSuccessorUnderWay: boolean
  /** Servers whose applied version is the one that this rollout brought: only these can be put back by it. */
  currentServerIds: ReadonlySet<string>
}

export async function readSuccession(
  db: Pick<Tx, "rollout" | "serviceOnServer">,
  rollout: { id: string; serviceId: string; number: number },
): Promise<Succession> {
  const { serviceId } = rollout
  const [newer, current] = await Promise.all([
    db.rollout.findMany({
      where: { serviceId, number: { gt: rollout.number } },
      distinct: ["state"],
      select: { state: true },
    }),
    db.serviceOnServer.findMany({
      where: { serviceId, appliedVersion: { targetsTo: { some: { rolloutId: rollout.id } } } },
      select: { serverId: true },
    }),
  ])
  return {
    hasSuccessor: newer.length > 0,
    isSuccessorUnderWay: newer.some(({ state }) => isUnderWay(state)),
    currentServerIds: new Set(current.map(({ serverId }) => serverId)),
  }
}
