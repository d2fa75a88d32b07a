import type { DomainContext } from "../context.ts"
import { conversionAbilities, measuredUntil } from "./conversion-state.ts"
import { reportOf } from "./hybrid-report.ts"
import { conversionRowView } from "./list-conversions.ts"
import { conversionFacts, findConversion } from "./lock-conversion.ts"
import type { ConversionStepView, ConversionView } from "./schema.ts"
import { StoredConversionPlan } from "./stored.ts"

type Context = Pick<DomainContext, "db" | "actor">

/** @throws Problem `not-found` */
export async function getConversion(ctx: Context, { conversionId }: { conversionId: string }): Promise<ConversionView> {
  const { db, actor } = ctx
  const conversion = await findConversion(db, conversionId)
  const [facts, steps, shared, policy] = await Promise.all([
    conversionFacts(db, conversion),
    stepViews(ctx, conversionId),
    db.redisInstance.findUnique({ where: { id: conversion.sharedInstanceId }, select: { name: true } }),
    db.service.findUnique({ where: { id: conversion.policyServiceId }, select: { name: true } }),
  ])
  const { measureMs, queues } = StoredConversionPlan.parse(conversion.plan)
  const since = facts.measuringSince
  const can = conversionAbilities(facts)
  const operates = actor.role !== "viewer"
  return {
    ...conversionRowView(conversion, steps),
    note: conversion.note,
    heldReason: conversion.heldReason,
    sharedName: shared?.name ?? "",
    policyServiceId: conversion.policyServiceId,
    policyName: policy?.name ?? "",
    queues,
    measureMs,
    measuring:
      since === null
        ? null
        : {
            since: new Date(since).toISOString(),
            untilAbout: new Date(measuredUntil(since, measureMs)).toISOString(),
          },
    steps,
    report: conversion.before === null ? null : await reportOf(ctx, conversion),
    may: {
      pause: operates && can.pause,
      resume: operates && can.resume,
      stop: operates && can.stop,
      takeBack: operates && can.takeBack,
    },
  }
}

async function stepViews({ db }: Pick<Context, "db">, conversionId: string): Promise<ConversionStepView[]> {
  const steps = await db.conversionStep.findMany({ where: { conversionId }, orderBy: { position: "asc" } })
  const [servers, services, rollouts] = await Promise.all([
    db.server.findMany({ where: { id: { in: steps.map(({ serverId }) => serverId) } } }),
    db.service.findMany({ where: { id: { in: steps.map(({ serviceId }) => serviceId) } } }),
    db.rollout.findMany({
      where: { id: { in: steps.flatMap(({ rolloutId }) => rolloutId ?? []) } },
      include: { targets: { select: { step: true } } },
    }),
  ])
  return steps.map((step) => {
    const server = servers.find(({ id }) => id === step.serverId)
    const service = services.find(({ id }) => id === step.serviceId)
    const rollout = rollouts.find(({ id }) => id === step.rolloutId)
    return {
      position: step.position,
      isBack: step.isBack,
      serverId: step.serverId,
      serverName: server?.name ?? step.serverId,
      serverHue: server?.hue ?? 1,
      serviceId: step.serviceId,
      serviceName: service?.name ?? step.serviceId,
      kind: service?.kind ?? "env",
      number: step.number,
      state: step.state,
      rolloutId: step.rolloutId,
      rolloutNumber: rollout?.number ?? null,
      step: step.state === "running" ? (rollout?.targets[0]?.step ?? "") : "",
      startedAt: step.startedAt?.toISOString() ?? null,
      finishedAt: step.finishedAt?.toISOString() ?? null,
    }
  })
}
