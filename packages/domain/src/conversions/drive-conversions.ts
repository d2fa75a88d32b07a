// Moves conversions on. Each move is a transaction of its own under the row's lock, that reads, decides and writes: killed between two
// of them, the next look goes on from the same rows; killed within one, it never happened. Replicas pass over what another is at.
import type { Db, Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { appendEvents } from "../rollouts/append-event.ts"
import { lockRollout } from "../rollouts/lock-rollout.ts"
import { isUnderWay } from "../rollouts/rollout-state.ts"
import { SYSTEM_ACTOR } from "../rollouts/system-actor.ts"
import { beginStep, type Moved } from "./begin-step.ts"
import { type Decision, decide, wholeMinute } from "./conversion-state.ts"
import { type ConversionRow, conversionFacts, lockConversion } from "./lock-conversion.ts"
import { measureWindow } from "./measure-window.ts"
import { prepareBack } from "./prepare-back.ts"
import { StoredConversionPlan, type StoredWindow } from "./stored.ts"
import { windowAtHand } from "./window-at-hand.ts"

export type DriveContext = Pick<DomainContext, "db" | "sealer" | "clock" | "publish"> & {
  log: { error(fields: object, text: string): void }
}

/** Tells which moved. One that cannot be moved on holds up none of the others. */
export async function driveConversions(ctx: DriveContext): Promise<string[]> {
  const moved: string[] = []
  for (const { id } of await openConversions(ctx.db)) {
    try {
      while (await moveOnce(ctx, id)) if (!moved.includes(id)) moved.push(id)
    } catch (error) {
      ctx.log.error({ err: error, conversionId: id }, "a conversion could not be moved on; trying again shortly")
    }
  }
  return moved
}

function openConversions(db: Db) {
  const isOpen = { state: { in: ["running" as const, "paused" as const, "held" as const] } }
  const isFollowed = { steps: { some: { state: "running" as const } } }
  return db.conversion.findMany({
    where: { OR: [isOpen, isFollowed] },
    select: { id: true },
    orderBy: { number: "asc" },
  })
}

/** True when it moved. */
async function moveOnce(ctx: DriveContext, id: string): Promise<boolean> {
  const begun = await ctx.db
    .$transaction(async (tx) => {
      const conversion = await lockConversion(tx, id, { waits: false })
      if (!conversion) return undefined
      const decision = decide(await conversionFacts(tx, conversion), ctx.clock.now().getTime())
      if (decision.kind === "wait") return undefined
      return carryOut(tx, ctx, { conversion, decision })
    })
    .catch((error: unknown) => heldBy(ctx, { id, error }))
  if (!begun) return false
  ctx.publish({ kind: "conversion", conversionId: id })
  if (begun.rollout) ctx.publish({ kind: "rollout", ...begun.rollout })
  return true
}

type Move = { conversion: ConversionRow; decision: Exclude<Decision, { kind: "wait" }> }

async function carryOut(tx: Tx, ctx: DriveContext, { conversion, decision }: Move): Promise<Moved | undefined> {
  const where = { id: conversion.id }
  const at = ctx.clock.now()
  switch (decision.kind) {
    case "measure":
      await beginMeasuring(tx, conversion, at)
      return {}
    case "end-measuring":
      await endMeasuring(tx, conversion, windowUnderWay(conversion))
      return {}
    case "prepare-back":
      await prepareBack(tx, ctx, conversion)
      return {}
    case "begin-step":
      return beginStep(tx, ctx, { conversion, position: decision.position })
    case "end-step":
      await endStep(tx, conversion, { position: decision.position, state: "done", at })
      return {}
    case "hold":
      await endStep(tx, conversion, { position: decision.position, state: "failed", at })
      await endRollout(tx, conversion, { position: decision.position, at })
      if (conversion.state === "stopped") return {}
      await tx.conversion.update({
        where,
        data: { state: "held", heldReason: await whyFailed(tx, conversion, decision) },
      })
      return {}
    case "next-phase":
      await enterNext(tx, conversion, at)
      return {}
  }
}

async function beginMeasuring(tx: Tx, conversion: ConversionRow, at: Date): Promise<void> {
  const atHand = conversion.phase === "before" ? await windowAtHand(tx, conversion, at.getTime()) : undefined
  if (atHand) return endMeasuring(tx, conversion, atHand)
  await tx.conversion.update({ where: { id: conversion.id }, data: { measuringSince: at } })
}

function windowUnderWay({ plan, measuringSince }: ConversionRow): StoredWindow {
  const from = wholeMinute(measuringSince?.getTime() ?? 0)
  return { from, to: from + StoredConversionPlan.parse(plan).measureMs }
}

async function endMeasuring(tx: Tx, conversion: ConversionRow, window: StoredWindow): Promise<void> {
  const figures = await measureWindow(tx, { conversion, window, isAfter: conversion.phase === "after" })
  const kept =
    conversion.phase === "before"
      ? { phase: "forth" as const, beforeWindow: window, before: figures }
      : { afterWindow: window, after: figures }
  await tx.conversion.update({ where: { id: conversion.id }, data: { ...kept, measuringSince: null } })
  if (conversion.phase === "after") await finish(tx, conversion, { state: "finished", at: new Date(window.to) })
}

async function enterNext(tx: Tx, conversion: ConversionRow, at: Date): Promise<void> {
  if (conversion.phase === "back") return finish(tx, conversion, { state: "taken_back", at })
  await tx.conversion.update({ where: { id: conversion.id }, data: { phase: "after", measuringSince: null } })
}

async function finish(
  tx: Tx,
  conversion: ConversionRow,
  { state, at }: { state: "finished" | "taken_back"; at: Date },
) {
  await tx.conversion.update({ where: { id: conversion.id }, data: { phase: "done", state, finishedAt: at } })
  await appendAudit(tx, {
    actor: SYSTEM_ACTOR,
    action: state === "finished" ? "conversion.finish" : "conversion.taken-back",
    result: "done",
    object: { kind: "conversion", id: conversion.id, name: conversion.title },
  })
}

type End = { position: number; state: "done" | "failed"; at: Date }

async function endStep(tx: Tx, { id }: ConversionRow, { position, state, at }: End): Promise<void> {
  const where = { conversionId_position: { conversionId: id, position } }
  await tx.conversionStep.update({ where, data: { state, finishedAt: at } })
}

/** A rollout of one server that did not end applied has nothing left to do, and would keep the next one of its service from starting. */
async function endRollout(
  tx: Tx,
  { id }: ConversionRow,
  { position, at }: Pick<End, "position" | "at">,
): Promise<void> {
  const where = { conversionId_position: { conversionId: id, position } }
  const { rolloutId } = await tx.conversionStep.findUniqueOrThrow({ where })
  if (!rolloutId) return
  const rollout = await lockRollout(tx, rolloutId)
  if (!isUnderWay(rollout.state)) return
  await tx.rollout.update({ where: { id: rolloutId }, data: { state: "aborted", finishedAt: at } })
  const text = "Ended: the conversion that it belongs to decides what comes next."
  await appendEvents(tx, { rolloutId, at }, [{ kind: "aborted", text }])
}

async function whyFailed(tx: Tx, { id }: ConversionRow, { position }: { position: number }): Promise<string> {
  const step = await tx.conversionStep.findUniqueOrThrow({
    where: { conversionId_position: { conversionId: id, position } },
  })
  const target = await tx.rolloutTarget.findFirst({
    where: { rolloutId: step.rolloutId ?? "", serverId: step.serverId },
    include: { server: { select: { name: true } }, rollout: { select: { number: true } } },
  })
  if (!target) return "A step did not end well."
  const why = target.problemText ?? `It ended ${target.state.replace("_", "-")}.`
  return `${target.server.name}, rollout ${target.rollout.number}: ${why}`
}

/** What a person has to see to holds it; whatever else is wrong is tried again. */
async function heldBy(ctx: DriveContext, { id, error }: { id: string; error: unknown }): Promise<Moved | undefined> {
  if (!(error instanceof Problem)) throw error
  const details = Object.entries(error.details ?? {}).map(([where, why]) => `${where}: ${why}`)
  const heldReason = [error.message, ...details].join(" ").slice(0, 1_000)
  const { count } = await ctx.db.conversion.updateMany({
    where: { id, state: "running" },
    data: { state: "held", heldReason },
  })
  return count > 0 ? {} : undefined
}
