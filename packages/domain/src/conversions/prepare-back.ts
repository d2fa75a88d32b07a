// A take-back: what the conversion set is set back, in the documents as they are by now, and each server that was changed goes to the
// version that comes of it, the last one first.
import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import type { DomainContext } from "../context.ts"
import { dialectsOf } from "../env/dialects-of.ts"
import { type Documents, newestDocuments, overridesOf } from "../env/newest-documents.ts"
import { newestVersions } from "../env/newest-versions.ts"
import { saveEnvIn } from "../env/save-env.ts"
import { lockService } from "../services/lock-service.ts"
import { onBehalf } from "./begin-step.ts"
import type { ConversionRow } from "./lock-conversion.ts"
import { valuesOf, withEdits } from "./place-edits.ts"
import { removedVersions } from "./removed-versions.ts"
import { saveInput } from "./start-conversion.ts"
import { editsContext, StoredEdits } from "./stored.ts"

type Context = Pick<DomainContext, "sealer" | "clock">

/** @throws Problem `stale-revision` when a key that the conversion set was set to something else since */
export async function prepareBack(tx: Tx, ctx: Context, conversion: ConversionRow): Promise<void> {
  const all = await tx.conversionStep.findMany({
    where: { conversionId: conversion.id },
    orderBy: { position: "desc" },
  })
  const begun = all.filter((step) => !step.isBack && step.rolloutId !== null)
  const bytes = ctx.sealer.open(conversion.sealedEdits, editsContext(conversion.id))
  const edits = StoredEdits.parse(JSON.parse(bytes.toString()))
  const byService = Map.groupBy(edits, ({ serviceId }) => serviceId)
  const actor = onBehalf(conversion)
  for (const [serviceId, own] of [...byService].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const service = await lockService(tx, serviceId)
    const before = await newestDocuments(tx, ctx.sealer, serviceId)
    const after = setBack(before, own, { name: service.name, dialects: dialectsOf(service) })
    const input = saveInput({ serviceId, before, after, note: `Taken back: ${conversion.title}` })
    if (input.base || input.overrides.length > 0) await saveEnvIn(tx, { ...ctx, actor }, input)
  }
  const steps: { serverId: string; serviceId: string; number: number }[] = []
  for (const step of begun) {
    if (!byService.has(step.serviceId)) continue
    const newest = await newestVersions(tx, step.serviceId, [step.serverId])
    const number = newest.get(step.serverId)?.number
    if (number !== undefined) steps.push({ serverId: step.serverId, serviceId: step.serviceId, number })
  }
  if (conversion.removesLocal) {
    const serverIds = begun.flatMap(({ serviceId, serverId }) =>
      serviceId === conversion.policyServiceId ? [serverId] : [],
    )
    steps.push(...(await removedVersions(tx, { ...ctx, actor }, { serviceId: conversion.policyServiceId, serverIds })))
  }
  const first = (all[0]?.position ?? -1) + 1
  await tx.conversionStep.createMany({
    data: steps.map((step, index) => ({ conversionId: conversion.id, position: first + index, isBack: true, ...step })),
  })
  await tx.conversion.update({ where: { id: conversion.id }, data: { backPreparedAt: ctx.clock.now() } })
}

type Own = StoredEdits[number]

/** @throws Problem `stale-revision` */
function setBack(
  before: Documents,
  edits: readonly Own[],
  service: { name: string; dialects: ReturnType<typeof dialectsOf> },
): Documents {
  const { dialects } = service
  const after: Documents = { base: before.base, overrides: new Map(before.overrides) }
  for (const [serverId, own] of Map.groupBy(edits, (edit) => edit.serverId)) {
    const document = serverId === null ? before.base : overridesOf(before, serverId)
    const values = valuesOf(document.text, dialects)
    const other = own.find(({ key, after: set, before: was }) => {
      const value = values.get(key) ?? null
      return value !== set && value !== was
    })
    if (other) {
      throw new Problem(
        "stale-revision",
        `${other.key} of ${service.name} was set to something else since; set it by hand, then resume.`,
      )
    }
    const text = withEdits(
      document.text,
      own.map(({ key, before: value }) => ({ key, value })),
      dialects,
    )
    if (text === undefined) throw new Problem("invalid-env", `The old values of ${service.name} cannot be written.`)
    if (serverId === null) after.base = { ...document, text }
    else after.overrides.set(serverId, { ...document, text })
  }
  return after
}
