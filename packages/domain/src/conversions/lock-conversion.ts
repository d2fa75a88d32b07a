import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { isFailure } from "../rollouts/rollout-state.ts"
import type { ConversionFacts, StepFacts } from "./conversion-state.ts"
import { StoredConversionPlan } from "./stored.ts"

export type ConversionRow = Awaited<ReturnType<typeof findConversion>>

/** Its row, for this transaction. Undefined when it may not wait and another holds it. @throws Problem `not-found` */
export async function lockConversion(tx: Tx, id: string, { waits }: { waits: boolean }) {
  const held = waits
    ? await tx.$queryRaw<unknown[]>`SELECT 1 FROM "Conversion" WHERE id = ${id}::uuid FOR UPDATE`
    : await tx.$queryRaw<unknown[]>`SELECT 1 FROM "Conversion" WHERE id = ${id}::uuid FOR UPDATE SKIP LOCKED`
  return held.length === 0 && !waits ? undefined : findConversion(tx, id)
}

/** @throws Problem `not-found` */
export async function findConversion(tx: Pick<Tx, "conversion">, id: string) {
  const row = await tx.conversion.findUnique({ where: { id } })
  if (!row) throw new Problem("not-found", "There is no such conversion.")
  return row
}

/** As the API spells it. */
export function conversionStatus(state: ConversionRow["state"]): ConversionFacts["status"] {
  return state === "taken_back" ? "taken-back" : state
}

export async function conversionFacts(
  tx: Pick<Tx, "conversionStep" | "rollout">,
  conversion: ConversionRow,
): Promise<ConversionFacts> {
  const steps = await tx.conversionStep.findMany({
    where: { conversionId: conversion.id },
    orderBy: { position: "asc" },
  })
  const rolloutIds = steps.flatMap(({ state, rolloutId }) => (state === "running" && rolloutId ? [rolloutId] : []))
  const rollouts = await tx.rollout.findMany({
    where: { id: { in: rolloutIds } },
    include: { targets: { select: { state: true } } },
  })
  const standing = new Map(rollouts.map((rollout) => [rollout.id, standingOf(rollout)]))
  return {
    phase: conversion.phase,
    status: conversionStatus(conversion.state),
    measuringSince: conversion.measuringSince?.getTime() ?? null,
    measureMs: StoredConversionPlan.parse(conversion.plan).measureMs,
    isBackPrepared: conversion.backPreparedAt !== null,
    steps: steps.map(({ position, isBack, state, rolloutId }) => ({
      position,
      isBack,
      state,
      rollout: standing.get(rolloutId ?? "") ?? null,
    })),
  }
}

type RolloutStanding = {
  state: string
  targets: { state: Parameters<typeof isFailure>[0] }[]
}

/** A held or paused rollout is a person's; one that ended otherwise than well is a failed step. */
function standingOf({ state, targets }: RolloutStanding): StepFacts["rollout"] {
  if (targets.every((target) => target.state === "applied")) return "applied"
  if (targets.some((target) => isFailure(target.state))) return "failed"
  return state === "finished" || state === "aborted" ? "failed" : "under-way"
}
