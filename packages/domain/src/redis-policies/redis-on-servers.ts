// What is done with a policy on some servers: each saves what has to be saved and starts a rollout, in one transaction.
import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { makeVersions, textFor } from "../env/make-versions.ts"
import { newestDocuments, overridesOf } from "../env/newest-documents.ts"
import { LARGE_FLEET, saveEnvIn } from "../env/save-env.ts"
import { insertRollout } from "../rollouts/insert-rollout.ts"
import { makePlan } from "../rollouts/plan-rollout.ts"
import { assertNotRefused, startFacts } from "../rollouts/start-rollout.ts"
import type { ServiceRow } from "../services/lock-service.ts"
import { resolveServers } from "../services/resolve-servers.ts"
import { lockRedisPolicy } from "./find-redis-policy.ts"
import { type Setting, withSettings } from "./policy-text.ts"
import type { RedisOnServersInput } from "./schema.ts"

export type OnServersContext = Pick<DomainContext, "db" | "sealer" | "clock" | "actor" | "publish">
type Started = { rolloutId: string; number: number }

/** What one of them sets on each server, given what it has now. */
export type OnServers = {
  title: string
  assigns: boolean
  /** Settings for the overrides of a server; none to leave them. */
  settings(policyText: { effective: string }, serverId: string): Setting[]
}

/**
 * @throws Problem `empty-target-list`, `duplicate-target`, `not-found`, `server-revoked`, `plan-refused`, `rollout-in-progress`,
 *   `nothing-to-do`
 */
export async function startOnServers(
  ctx: OnServersContext,
  input: RedisOnServersInput,
  what: OnServers,
): Promise<Started> {
  const { serviceId } = input
  const done = await ctx.db.$transaction(async (tx) => {
    const service = await lockRedisPolicy(tx, serviceId)
    const servers = await resolveServers(tx, { serverIds: input.serverIds })
    if (what.assigns) await assign(tx, ctx, { service, serverIds: servers.map(({ id }) => id) })
    await saveSettings(tx, ctx, { input, what })
    const targets = input.serverIds.map((serverId) => ({ serverId }))
    const plan = await makePlan(tx, ctx, { serviceId, targets, strategy: input.strategy })
    const underWay = plan.view.refusals.find(({ problem }) => problem.code === "rollout-in-progress")
    if (underWay) throw new Problem("rollout-in-progress", underWay.problem.message)
    assertNotRefused(plan)
    if (!plan.view.mayStart) throw new Problem("nothing-to-do")
    const title = `${what.title} ${service.name}`.slice(0, 120)
    const at = ctx.clock.now()
    const rollout = await insertRollout(tx, { plan, title, note: input.note, actor: ctx.actor, at })
    const auditSeq = await appendAudit(tx, {
      actor: ctx.actor,
      action: "rollout.start",
      result: "done",
      object: { kind: "rollout", id: rollout.id, name: rollout.title },
      ...(input.note !== "" && { reason: input.note }),
      after: startFacts(plan, rollout.number),
    })
    return { rolloutId: rollout.id, number: rollout.number, auditSeq }
  }, LARGE_FLEET)
  ctx.publish({ kind: "service", serviceId })
  ctx.publish({ kind: "env", serviceId })
  ctx.publish({ kind: "rollout", rolloutId: done.rolloutId, serviceId })
  ctx.publish({ kind: "audit", seq: done.auditSeq })
  return { rolloutId: done.rolloutId, number: done.number }
}

async function assign(
  tx: Tx,
  { sealer, actor, clock }: OnServersContext,
  { service, serverIds }: { service: ServiceRow; serverIds: string[] },
): Promise<void> {
  const present = await tx.serviceOnServer.findMany({ where: { serviceId: service.id }, select: { serverId: true } })
  const assigned = new Set(present.map(({ serverId }) => serverId))
  const at = clock.now()
  const fresh = serverIds.filter((id) => !assigned.has(id))
  await tx.serviceOnServer.createMany({
    data: fresh.map((serverId) => ({ serviceId: service.id, serverId, assignedAt: at })),
  })
  await makeVersions(tx, { sealer, actor, at, note: "Assigned" }, { service, serverIds })
}

async function saveSettings(
  tx: Tx,
  ctx: OnServersContext,
  { input, what }: { input: RedisOnServersInput; what: OnServers },
): Promise<void> {
  const { serviceId, note } = input
  const documents = await newestDocuments(tx, ctx.sealer, serviceId)
  const overrides = input.serverIds.flatMap((serverId) => {
    const before = overridesOf(documents, serverId)
    const effective = textFor(documents, serverId)
    const text = withSettings(before.text, what.settings({ effective }, serverId))
    return text === before.text ? [] : [{ serverId, text, editedFrom: before.revision }]
  })
  if (overrides.length > 0) await saveEnvIn(tx, ctx, { serviceId, overrides, note: note.slice(0, 300) })
}
