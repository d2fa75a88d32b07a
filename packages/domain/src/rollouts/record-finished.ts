import type { Db, Tx } from "@signalbox/prisma/client"
import type { ChangeFinished, ChangeOutcome } from "@signalbox/protocol/change"
import { Problem, type ProblemView } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { Clock } from "../context.ts"
import type { LiveEvent } from "../events/schema.ts"
import type { Sealer } from "../sealing/sealer.ts"
import { isCurrent } from "./accept-command.ts"
import { appendEvents } from "./append-event.ts"
import { lockRollout, type RolloutRow } from "./lock-rollout.ts"
import { type MaskText, maskEvidence, secretMask } from "./mask-evidence.ts"
import { changeStatus, mayBecome, type TargetState } from "./rollout-state.ts"
import { StoredDefinition } from "./stored.ts"
import { agentActor } from "./system-actor.ts"
import { openVersion } from "./version-text.ts"

export type FinishedContext = { db: Db; sealer: Sealer; clock: Clock; publish: (event: LiveEvent) => void }

export const evidenceContext = (targetId: string) => `RolloutTarget/${targetId}/evidence`

const STATE_OF: Record<ChangeOutcome, TargetState> = {
  applied: "applied",
  "rolled-back": "rolled_back",
  failed: "failed",
  stuck: "stuck",
  refused: "failed",
  expired: "expired",
}

/**
 * Stores the end of a change, once: heard again, it changes nothing and is answered alike, so that the agent may forget it. What is no
 * command of this server is ignored. Resolves only when it is stored.
 */
export async function recordFinished(ctx: FinishedContext, serverId: string, finished: ChangeFinished): Promise<void> {
  const known = await ctx.db.command.findFirst({
    where: { id: finished.commandId, serverId },
    select: { target: { select: { rolloutId: true } } },
  })
  const rolloutId = known?.target?.rolloutId
  if (!rolloutId) return
  const stored = await ctx.db.$transaction((tx) => store(tx, ctx, { rolloutId, finished }))
  if (!stored) return
  ctx.publish({ kind: "rollout", rolloutId, serviceId: stored.serviceId })
  ctx.publish({ kind: "server", serverId })
  ctx.publish({ kind: "audit", seq: stored.auditSeq })
}

async function store(
  tx: Tx,
  ctx: FinishedContext,
  { rolloutId, finished }: { rolloutId: string; finished: ChangeFinished },
) {
  const rollout = await lockRollout(tx, rolloutId)
  const command = await readCommand(tx, finished.commandId)
  if (!command.target || command.state === "done") return undefined
  const { target, server } = command
  const { fromVersion, toVersion } = target
  const to = openVersion(ctx.sealer, toVersion)
  const from = fromVersion && openVersion(ctx.sealer, fromVersion)
  const mask = secretMask([to.text, from?.text ?? ""], StoredDefinition.parse(rollout.definition).secretKeys)
  const result = judge(finished, { wantedHash: to.hash, mask })
  const at = ctx.clock.now()

  await tx.command.update({
    where: { id: command.id },
    data: { state: "done", result: finished.outcome, finishedAt: at, acceptedAt: command.acceptedAt ?? at },
  })
  await updateStanding(tx, ctx, { rollout, command, result, fileHash: finished.fileHash, at })
  if ((await isCurrent(tx, command)) && mayBecome(target.state, result.state)) {
    await tx.rolloutTarget.update({
      where: { id: target.id },
      data: targetEnd(ctx, { targetId: target.id, startedAt: target.startedAt, finished, result, mask, at }),
    })
  }
  const text = endText(server.name, { state: result.state, problem: result.problem, number: toVersion.number })
  await appendEvents(tx, { rolloutId, at }, [{ kind: changeStatus(result.state), serverId: server.id, text }])
  const auditSeq = await appendAudit(tx, {
    actor: agentActor(server),
    action: `rollout.target-${changeStatus(result.state)}`,
    result: result.state === "applied" ? "done" : "failed",
    serverId: server.id,
    object: { kind: "rollout", id: rollout.id, name: rollout.title },
    ...(result.problem && { reason: result.problem.message }),
    after: { command: command.id, version: toVersion.number, problem: result.problem?.code ?? null },
  })
  return { serviceId: rollout.serviceId, auditSeq }
}

function readCommand(tx: Tx, id: string) {
  return tx.command.findUniqueOrThrow({
    where: { id },
    include: {
      server: { select: { id: true, name: true } },
      target: { include: { fromVersion: true, toVersion: true } },
    },
  })
}
type CommandRow = Awaited<ReturnType<typeof readCommand>>

type Result = { state: TargetState; problem: ProblemView | null }

/** What the server says, unless what it says cannot be: applied with another file than the one it was told to write. */
function judge(finished: ChangeFinished, { wantedHash, mask }: { wantedHash: string | null; mask: MaskText }): Result {
  if (finished.outcome === "applied" && finished.fileHash !== wantedHash) {
    const problem = new Problem(
      "drifted",
      "The server reported success, and another file than the one it was told to write.",
    )
    return { state: "failed", problem: problem.toView() }
  }
  const { problem } = finished
  const shown = problem && { code: problem.code, message: mask(problem.message), fix: problem.fix }
  return { state: STATE_OF[finished.outcome], problem: shown ?? null }
}

type End = {
  targetId: string
  startedAt: Date | null
  finished: ChangeFinished
  result: Result
  mask: MaskText
  at: Date
}

function targetEnd(ctx: FinishedContext, { targetId, startedAt, finished, result, mask, at }: End) {
  const { checks, rollbackChecks, journal, timing } = finished
  const evidence = maskEvidence({ checks, rollbackChecks, journal, timing }, mask)
  return {
    state: result.state,
    step: "",
    startedAt: startedAt ?? at,
    finishedAt: at,
    checksPassed: checks.filter((check) => check.verdict === "pass").length,
    checksTotal: checks.length,
    problemCode: result.problem?.code ?? null,
    problemText: result.problem?.message ?? null,
    sealedEvidence: new Uint8Array(ctx.sealer.seal(JSON.stringify(evidence), evidenceContext(targetId))),
  }
}

type Standing = { rollout: RolloutRow; command: CommandRow; result: Result; fileHash: string | null; at: Date }

/**
 * The service on this server is what was seen there. A server that put itself back keeps the version that it runs: what was saved last
 * is then ahead of it, and is shown so. A result that comes after that of a later command says nothing about today.
 */
async function updateStanding(tx: Tx, ctx: FinishedContext, { rollout, command, result, fileHash, at }: Standing) {
  const { serviceId } = rollout
  const { serverId, target } = command
  const later = await tx.command.findFirst({
    where: { serverId, seq: { gt: command.seq }, state: "done", target: { rollout: { serviceId } } },
    select: { id: true },
  })
  if (later) return
  const where = { serviceId_serverId: { serviceId, serverId } }
  const standing = await tx.serviceOnServer.findUnique({ where, include: { appliedVersion: true } })
  if (!standing || !target) return
  if (result.state === "applied") {
    const applied = { appliedVersionId: target.toVersionId, appliedAt: at, isDrifted: false }
    await tx.serviceOnServer.update({ where, data: applied })
    return
  }
  if (!standing.appliedVersion) return
  const isDrifted = fileHash !== openVersion(ctx.sealer, standing.appliedVersion).hash
  await tx.serviceOnServer.update({ where, data: { isDrifted } })
}

function endText(name: string, { state, problem, number }: Result & { number: number }): string {
  const why = problem ? `: ${problem.message}` : "."
  switch (state) {
    case "applied":
      return `${name} runs version ${number}.`
    case "rolled_back":
      return `${name} put itself back${why}`
    case "stuck":
      return `${name} needs a person${why}`
    default:
      return `${name} ended ${changeStatus(state)}${why}`
  }
}
