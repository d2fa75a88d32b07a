// Rows → what pages and API clients see. Rows never leave the domain as they are.
import { PROBLEMS, type ProblemCode, type ProblemView } from "@signalbox/protocol/problem"
import { CHANGE_STATUSES } from "../status.ts"
import { changeStatus, type TargetState } from "./rollout-state.ts"
import type { RolloutCounts, RolloutRowView, RolloutTargetView } from "./schema.ts"
import { StoredStrategy } from "./stored.ts"

export function countsOf(states: readonly TargetState[]): RolloutCounts {
  const counts = Object.fromEntries(CHANGE_STATUSES.map((status) => [status, 0])) as RolloutCounts
  for (const state of states) counts[changeStatus(state)] += 1
  return counts
}

type RowSource = {
  id: string
  number: number
  kind: string
  title: string
  state: RolloutRowView["status"]
  serviceId: string
  service: { name: string }
  strategy: unknown
  currentBatch: number
  createdByName: string
  createdAt: Date
  finishedAt: Date | null
  rollbackOf: { number: number } | null
  targets: { state: TargetState }[]
}

export function rolloutRowView(rollout: RowSource): RolloutRowView {
  return {
    id: rollout.id,
    number: rollout.number,
    kind: rollout.kind === "redis" ? "redis" : "env",
    title: rollout.title,
    status: rollout.state,
    serviceId: rollout.serviceId,
    serviceName: rollout.service.name,
    counts: countsOf(rollout.targets.map((target) => target.state)),
    batches: StoredStrategy.parse(rollout.strategy).batches.length,
    currentBatch: rollout.currentBatch,
    createdByName: rollout.createdByName,
    createdAt: rollout.createdAt.toISOString(),
    finishedAt: rollout.finishedAt?.toISOString() ?? null,
    rollbackOfNumber: rollout.rollbackOf?.number ?? null,
  }
}

export type TargetSource = {
  serverId: string
  server: { name: string; hue: number; sessionReplica: string | null; revokedAt: Date | null }
  batch: number
  state: TargetState
  step: string
  fromVersion: { number: number } | null
  toVersion: { number: number; restoresNumber: number | null }
  checksPassed: number
  checksTotal: number
  startedAt: Date | null
  finishedAt: Date | null
  problemCode: string | null
  problemText: string | null
  hasEvidence: boolean
  /** The command that speaks for it now, if one is open. */
  commands: { expiresAt: Date }[]
}

export function targetView(target: TargetSource): RolloutTargetView {
  const isOnline = target.server.sessionReplica !== null && target.server.revokedAt === null
  return {
    serverId: target.serverId,
    serverName: target.server.name,
    serverHue: target.server.hue,
    isOnline,
    batch: target.batch,
    status: changeStatus(target.state),
    step: target.state === "pending" ? pendingStep(target, isOnline) : target.step,
    fromNumber: target.fromVersion?.number ?? null,
    toNumber: target.toVersion.number,
    restoresNumber: target.toVersion.restoresNumber,
    checksPassed: target.checksPassed,
    checksTotal: target.checksTotal,
    startedAt: target.startedAt?.toISOString() ?? null,
    finishedAt: target.finishedAt?.toISOString() ?? null,
    problem: problemOf(target),
    hasEvidence: target.hasEvidence,
  }
}

function pendingStep({ batch, commands: [command] }: TargetSource, isOnline: boolean): string {
  if (!command) return `Waits for batch ${batch}`
  if (isOnline) return "Waits for the server to take it"
  return `Offline; applies on return, expires ${command.expiresAt.toISOString().slice(11, 16)} UTC`
}

function problemOf({ problemCode, problemText }: TargetSource): ProblemView | null {
  if (problemCode === null) return null
  const code = (Object.hasOwn(PROBLEMS, problemCode) ? problemCode : "internal") as ProblemCode
  return { code, message: problemText ?? PROBLEMS[code].says, fix: PROBLEMS[code].fix }
}
