import { randomUUIDv7 } from "node:crypto"
import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { makeVersions } from "../env/make-versions.ts"
import { type Documents, overridesOf } from "../env/newest-documents.ts"
import { newestVersions } from "../env/newest-versions.ts"
import { LARGE_FLEET, saveEnvIn } from "../env/save-env.ts"
import type { SaveEnvInput } from "../env/schema.ts"
import { lockService } from "../services/lock-service.ts"
import { type ConversionPlan, makeConversionPlan, type ServicePlan } from "./plan-conversion.ts"
import type { StartConversionInput } from "./schema.ts"
import { editsContext, type StoredConversionPlan, type StoredEdits } from "./stored.ts"

type StartContext = Pick<DomainContext, "db" | "sealer" | "clock" | "actor" | "publish">

/**
 * Starts what was planned, if it would still be planned the same: the env texts are saved and the steps written, all of it or nothing.
 * Nothing is sent before this commits, nor before it was measured how things are.
 * @throws Problem `plan-outdated`, `plan-refused`, and what `planConversion` and `saveEnv` throw
 */
export async function startConversion(
  ctx: StartContext,
  input: StartConversionInput,
): Promise<{ conversionId: string; number: number }> {
  const { fingerprint, title, note, ...choices } = input
  const done = await ctx.db.$transaction(async (tx) => {
    const first = await makeConversionPlan(tx, ctx, choices)
    await lockAll(tx, first)
    const plan = await makeConversionPlan(tx, ctx, choices)
    if (plan.view.fingerprint !== fingerprint) throw new Problem("plan-outdated")
    assertMayStart(plan)
    await assignPolicy(tx, ctx, plan)
    for (const service of plan.services) await saveService(tx, ctx, { ...service, title })
    return insertConversion(tx, ctx, { plan, input: { ...choices, title, note } })
  }, LARGE_FLEET)
  ctx.publish({ kind: "conversion", conversionId: done.id })
  for (const serviceId of done.serviceIds) ctx.publish({ kind: "env", serviceId })
  ctx.publish({ kind: "audit", seq: done.auditSeq })
  return { conversionId: done.id, number: done.number }
}

/** In one order, whoever starts what. */
async function lockAll(tx: Tx, { ground, services }: ConversionPlan): Promise<void> {
  const ids = [ground.policy.service.id, ...services.map(({ service }) => service.id)].sort()
  for (const id of ids) await lockService(tx, id)
}

function assertMayStart({ view }: ConversionPlan): void {
  if (view.mayStart) return
  const whole = view.refusals.map(({ message }): [string, string] => ["conversion", message])
  const perServer = view.servers.flatMap(({ serverName, refusals }) =>
    refusals.map(({ message }): [string, string] => [serverName, message]),
  )
  throw new Problem("plan-refused", undefined, { details: Object.fromEntries([...whole, ...perServer].slice(0, 50)) })
}

async function assignPolicy(tx: Tx, ctx: StartContext, { ground }: ConversionPlan): Promise<void> {
  const { service, assignedIds } = ground.policy
  const serverIds = ground.servers.map(({ id }) => id)
  const fresh = serverIds.filter((id) => !assignedIds.includes(id))
  const at = ctx.clock.now()
  await tx.serviceOnServer.createMany({
    data: fresh.map((serverId) => ({ serviceId: service.id, serverId, assignedAt: at })),
  })
  const by = { sealer: ctx.sealer, actor: ctx.actor, at, note: "Convert to hybrid" }
  await makeVersions(tx, by, { service, serverIds })
}

async function saveService(
  tx: Tx,
  ctx: StartContext,
  { service, documents, after, edits, title }: ServicePlan & { title: string },
) {
  if (edits.length === 0) return
  const input = saveInput({ serviceId: service.id, before: documents, after, note: `Convert to hybrid: ${title}` })
  await saveEnvIn(tx, ctx, input)
}

/** What is sent to save the documents that differ. */
export function saveInput(save: {
  serviceId: string
  before: Documents
  after: Documents
  note: string
}): SaveEnvInput {
  const { serviceId, before, after, note } = save
  const overrides = [...after.overrides].flatMap(([serverId, { text }]) => {
    const was = overridesOf(before, serverId)
    return was.text === text ? [] : [{ serverId, text, editedFrom: was.revision }]
  })
  const base =
    before.base.text === after.base.text ? {} : { base: { text: after.base.text, editedFrom: before.base.revision } }
  return { serviceId, ...base, overrides, note: note.slice(0, 300) }
}

type Insert = { plan: ConversionPlan; input: Omit<StartConversionInput, "fingerprint"> }

async function insertConversion(tx: Tx, ctx: StartContext, { plan, input }: Insert) {
  const { ground, services } = plan
  const id = randomUUIDv7()
  const at = ctx.clock.now()
  const stored: StoredConversionPlan = {
    measureMs: input.measureMs,
    queues: input.queues,
    services: services.map(({ service, proposals }) => ({
      serviceId: service.id,
      keys: proposals.flatMap(({ key, moves }) => (moves ? [key] : [])),
    })),
  }
  const edits: StoredEdits = services.flatMap(({ service, edits: own }) =>
    own.map((edit) => ({ serviceId: service.id, ...edit })),
  )
  const conversion = await tx.conversion.create({
    data: {
      id,
      title: input.title,
      note: input.note,
      sharedInstanceId: ground.shared.id,
      policyServiceId: ground.policy.service.id,
      serverIds: ground.servers.map((server) => server.id),
      plan: stored,
      sealedEdits: new Uint8Array(ctx.sealer.seal(JSON.stringify(edits), editsContext(id))),
      createdById: ctx.actor.id ?? ctx.actor.kind,
      createdByName: ctx.actor.name,
      createdAt: at,
    },
  })
  await tx.conversionStep.createMany({ data: (await stepsOf(tx, plan)).map((step) => ({ conversionId: id, ...step })) })
  const auditSeq = await appendAudit(tx, {
    actor: ctx.actor,
    action: "conversion.start",
    result: "done",
    object: { kind: "conversion", id, name: input.title },
    ...(input.note !== "" && { reason: input.note }),
    after: {
      number: conversion.number,
      servers: ground.servers.map((server) => server.name),
      shared: ground.shared.name,
      policy: ground.policy.service.name,
      keys: Object.fromEntries(
        services.map(({ service, proposals }) => [
          service.name,
          proposals.filter((each) => each.moves).map(({ key }) => key),
        ]),
      ),
    },
  })
  return { id, number: conversion.number, auditSeq, serviceIds: services.map(({ service }) => service.id) }
}

/** Server by server: its Redis, then each service that names the shared one. */
async function stepsOf(tx: Tx, { ground, services }: ConversionPlan) {
  const serverIds = ground.servers.map((server) => server.id)
  const ordered = [
    { serviceId: ground.policy.service.id, assignedIds: serverIds },
    ...services.map(({ service, assignedIds }) => ({ serviceId: service.id, assignedIds })),
  ]
  const newest = new Map<string, Map<string, { number: number }>>()
  for (const { serviceId } of ordered) newest.set(serviceId, await newestVersions(tx, serviceId, serverIds))
  const steps = serverIds.flatMap((serverId) =>
    ordered.flatMap(({ serviceId, assignedIds }) => {
      const number = newest.get(serviceId)?.get(serverId)?.number
      return assignedIds.includes(serverId) && number !== undefined ? [{ serverId, serviceId, number }] : []
    }),
  )
  return steps.map((step, position) => ({ ...step, position }))
}
