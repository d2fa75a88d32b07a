// A rollback that was asked for while servers are at work stands in the database until it is begun: whoever asked may go, and the engine
// may be killed. It waits as long as its rollout is aborting.
import type { Tx } from "@signalbox/prisma/client"
import { z } from "zod"
import type { Actor } from "../access/schema.ts"
import { isSettled, type TargetState } from "./rollout-state.ts"
import type { RolloutView } from "./schema.ts"

const StoredRequest = z.strictObject({
  state: z.enum(["waits", "begun", "refused"]),
  actor: z.strictObject({
    kind: z.enum(["user", "token", "agent", "system"]),
    id: z.string().nullable(),
    name: z.string(),
  }),
  note: z.string(),
  /** ISO 8601. */
  at: z.string(),
  /** Why it could not be begun when its time had come. */
  refusal: z.string().nullable(),
})
export type RollbackRequest = z.infer<typeof StoredRequest>

/** Undefined when none was asked for while servers were at work. */
export function readRequest(rollout: { rollbackRequest: unknown }): RollbackRequest | undefined {
  return rollout.rollbackRequest === null ? undefined : StoredRequest.parse(rollout.rollbackRequest)
}

export function isRollbackAsked(rollout: { rollbackRequest: unknown }): boolean {
  return readRequest(rollout)?.state === "waits"
}

export function newRequest({ kind, id, name }: Actor, { note, at }: { note: string; at: Date }): RollbackRequest {
  return { state: "waits", actor: { kind, id, name }, note, at: at.toISOString(), refusal: null }
}

/** Who asked, as they were then: what is begun later is begun in their name. */
export function askedBy({ actor }: RollbackRequest): Actor {
  return { ...actor, role: "operator", address: null }
}

/** Nothing to do where none was asked for. The row of the rollout must be locked. */
export async function endRequest(
  tx: Pick<Tx, "rollout">,
  rollout: { id: string; rollbackRequest: unknown },
  end: Pick<RollbackRequest, "state" | "refusal">,
): Promise<void> {
  const request = readRequest(rollout)
  if (!request) return
  await tx.rollout.update({ where: { id: rollout.id }, data: { rollbackRequest: { ...request, ...end } } })
}

export function countAtWork(targets: readonly { state: TargetState }[]): number {
  return targets.filter((target) => !isSettled(target.state)).length
}

export function requestView(
  rollout: { rollbackRequest: unknown },
  targets: readonly { state: TargetState }[],
): RolloutView["rollbackAsked"] {
  const request = readRequest(rollout)
  if (!request || request.state === "begun") return null
  const { actor, at, refusal } = request
  return { byName: actor.name, at, waitsFor: refusal === null ? countAtWork(targets) : 0, refusal }
}
