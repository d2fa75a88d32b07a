import type { CheckResult, JournalLine } from "@signalbox/protocol/check"
import type { ProblemView } from "@signalbox/protocol/problem"
import { z } from "zod"
import type { KeyChangeView } from "../env/schema.ts"
import type { ServiceKind } from "../kinds/service-kind.ts"
import { PageInput } from "../paging.ts"
import { plainText } from "../plain-text.ts"
import { type ChangeStatus, ROLLOUT_STATUSES, type RolloutStatus } from "../status.ts"

export const StrategyInput = z.strictObject({
  /** How many servers go first, alone. 0 for no canary. */
  canary: z.number().int().min(0).max(100).default(1),
  batchSize: z.number().int().min(1).max(1_000).default(5),
  /** Wait after each batch that passed, in milliseconds. */
  soakMs: z.number().int().min(0).max(86_400_000).default(0),
  /** The rollout stops before the next batch once so many servers did not end applied. */
  stopAfterFailures: z.number().int().min(1).max(1_000).default(1),
  /** How long a server that is away may take to come back, in milliseconds. */
  ttlMs: z.number().int().min(10_000).max(604_800_000).default(900_000),
  /** How long each unit must stay up, in milliseconds. */
  settleMs: z.number().int().min(0).max(60_000).default(10_000),
})
export type StrategyInput = z.infer<typeof StrategyInput>

/** Each server goes to its newest version unless a number is named. Server ids are listed: empty or twice is an error. */
const targets = {
  serviceId: z.uuid(),
  targets: z.array(z.strictObject({ serverId: z.uuid(), number: z.number().int().min(1).optional() })).max(5_000),
  strategy: StrategyInput.prefault({}),
}

export const PlanRolloutInput = z.strictObject(targets)
export type PlanRolloutInput = z.infer<typeof PlanRolloutInput>

export type RefusalView = { serverId: string | null; problem: ProblemView }
export type AssertionView = { title: string; pass: boolean }

export type PlanTargetView = {
  serverId: string
  serverName: string
  serverHue: number
  isOnline: boolean
  batch: number
  fromNumber: number | null
  toNumber: number
  changes: KeyChangeView[]
  units: string[]
  assertions: AssertionView[]
  /** Warnings that do not stop it, such as dialects that disagree. */
  warnings: string[]
  /** Why this server cannot take it; one refusal stops the whole plan. */
  refusals: ProblemView[]
  /** Nothing differs: it will be skipped. */
  isNoop: boolean
}

export type PlanView = {
  /** Sent back with `start`, which refuses if anything changed since. */
  fingerprint: string
  kind: ServiceKind
  serviceId: string
  serviceName: string
  envPath: string
  targets: PlanTargetView[]
  batches: { number: number; serverIds: string[] }[]
  checks: string[]
  refusals: RefusalView[]
  mayStart: boolean
}

export const StartRolloutInput = z.strictObject({
  ...targets,
  fingerprint: z.string().max(100),
  title: plainText(120).trim().min(1),
  note: plainText(500).default(""),
})
export type StartRolloutInput = z.infer<typeof StartRolloutInput>

export const RolloutIdInput = z.strictObject({ rolloutId: z.uuid() })
export const RollbackInput = z.strictObject({ rolloutId: z.uuid(), note: plainText(500).default("") })
export const ListRolloutsInput = PageInput.extend({
  status: z.enum(ROLLOUT_STATUSES).optional(),
  serviceId: z.uuid().optional(),
  serverId: z.uuid().optional(),
})

export type RolloutCounts = Record<ChangeStatus, number>

export type RolloutRowView = {
  id: string
  number: number
  kind: ServiceKind
  title: string
  status: RolloutStatus
  serviceId: string
  serviceName: string
  counts: RolloutCounts
  batches: number
  currentBatch: number
  createdByName: string
  createdAt: string
  finishedAt: string | null
  rollbackOfNumber: number | null
}

export type EvidenceView = {
  checks: CheckResult[]
  rollbackChecks: CheckResult[]
  journal: JournalLine[]
  timing: { step: string; ms: number }[]
}

export type RolloutTargetView = {
  serverId: string
  serverName: string
  serverHue: number
  isOnline: boolean
  batch: number
  status: ChangeStatus
  step: string
  fromNumber: number | null
  toNumber: number
  restoresNumber: number | null
  checksPassed: number
  checksTotal: number
  startedAt: string | null
  finishedAt: string | null
  problem: ProblemView | null
  hasEvidence: boolean
}

export type RolloutEventView = { seq: number; at: string; serverId: string | null; kind: string; text: string }

export type RolloutView = RolloutRowView & {
  note: string
  strategy: StrategyInput
  envPath: string
  units: string[]
  checkTitles: string[]
  targets: RolloutTargetView[]
  /** Masked changes that most targets share, for the head of the page. */
  changes: KeyChangeView[]
  /** Why it is held, in words. */
  heldReason: string | null
  rollbackOf: { id: string; number: number } | null
  rollbacks: { id: string; number: number }[]
  /** A rollback that begins by itself once so many servers at work have ended, or why it could not be begun. */
  rollbackAsked: { byName: string; at: string; waitsFor: number; refusal: string | null } | null
  events: RolloutEventView[]
  may: { pause: boolean; resume: boolean; abort: boolean; retryFailed: boolean; rollback: boolean }
}

/** The rollout that puts it back; null while servers at work, so many, have to end first. */
export type RollbackView = { rolloutId: string | null; number: number | null; waitsFor: number }

export const EvidenceInput = z.strictObject({ rolloutId: z.uuid(), serverId: z.uuid() })
/** Evidence and the masked diff of one server. */
export type TargetEvidenceView = { evidence: EvidenceView | null; changes: KeyChangeView[] }
