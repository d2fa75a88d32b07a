// What a person does to a conversion: each is one transaction under its lock, with its audit entry.
import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { conversionAbilities } from "./conversion-state.ts"
import { type ConversionRow, conversionFacts, conversionStatus, lockConversion } from "./lock-conversion.ts"
import type { ConversionView } from "./schema.ts"

type ChangeContext = Pick<DomainContext, "db" | "clock" | "actor" | "publish">
type Ability = keyof ConversionView["may"]
type Change = { ability: Ability; action: `conversion.${string}`; apply(tx: Tx, row: ConversionRow): Promise<unknown> }

/** The step under way ends by itself; no other is begun. @throws Problem `not-found`, `rollout-state` */
export async function pauseConversion(ctx: ChangeContext, { conversionId }: { conversionId: string }): Promise<void> {
  await change(ctx, conversionId, {
    ability: "pause",
    action: "conversion.pause",
    apply: (tx, { id }) => tx.conversion.update({ where: { id }, data: { state: "paused" } }),
  })
}

/** Goes on where it stands; a step that failed is tried again. @throws Problem `not-found`, `rollout-state` */
export async function resumeConversion(ctx: ChangeContext, { conversionId }: { conversionId: string }): Promise<void> {
  await change(ctx, conversionId, {
    ability: "resume",
    action: "conversion.resume",
    async apply(tx, { id }) {
      await tx.conversionStep.updateMany({ where: { conversionId: id, state: "failed" }, data: { state: "waiting" } })
      await tx.conversion.update({ where: { id }, data: { state: "running", heldReason: null } })
    },
  })
}

/** Ends it as it stands: servers that were converted stay so, the others stay as they were. @throws Problem `rollout-state` */
export async function stopConversion(ctx: ChangeContext, { conversionId }: { conversionId: string }): Promise<void> {
  await change(ctx, conversionId, {
    ability: "stop",
    action: "conversion.stop",
    apply: (tx, { id }) =>
      tx.conversion.update({
        where: { id },
        data: { state: "stopped", phase: "done", heldReason: null, finishedAt: ctx.clock.now() },
      }),
  })
}

/** Every server that was changed goes back, the last one first, each verified. @throws Problem `not-found`, `rollout-state` */
export async function takeBackConversion(
  ctx: ChangeContext,
  { conversionId, removesLocal }: { conversionId: string; removesLocal: boolean },
): Promise<void> {
  await change(ctx, conversionId, {
    ability: "takeBack",
    action: "conversion.take-back",
    apply: (tx, { id }) =>
      tx.conversion.update({
        where: { id },
        data: {
          ...{ phase: "back", state: "running", removesLocal },
          ...{ heldReason: null, measuringSince: null, finishedAt: null },
        },
      }),
  })
}

async function change(ctx: ChangeContext, id: string, { ability, action, apply }: Change): Promise<void> {
  const auditSeq = await ctx.db.$transaction(async (tx) => {
    const conversion = await lockConversion(tx, id, { waits: true })
    if (!conversion) throw new Problem("not-found", "There is no such conversion.")
    const status = conversionStatus(conversion.state)
    if (!conversionAbilities(await conversionFacts(tx, conversion))[ability]) {
      throw new Problem(
        "rollout-state",
        `Conversion ${conversion.number} is ${status}; this cannot be done with it now.`,
      )
    }
    await apply(tx, conversion)
    return appendAudit(tx, {
      actor: ctx.actor,
      action,
      result: "done",
      object: { kind: "conversion", id, name: conversion.title },
    })
  })
  ctx.publish({ kind: "conversion", conversionId: id })
  ctx.publish({ kind: "audit", seq: auditSeq })
}
