import type { ProblemView } from "@signalbox/protocol/problem"
import { z } from "zod"
import type { KeyChangeView } from "../env/schema.ts"
import { PageInput } from "../paging.ts"
import { plainText } from "../plain-text.ts"

/** Which of the keys that name the shared Redis move; what is not named moves as proposed. */
const KeyChoice = z.strictObject({ serviceId: z.uuid(), key: z.string().min(1).max(128), moves: z.boolean() })

const choices = {
  /** In the order in which they are converted. */
  serverIds: z.array(z.uuid()).max(200),
  sharedInstanceId: z.uuid(),
  /** The Redis policy that the local ones are put under. */
  policyServiceId: z.uuid(),
  keys: z.array(KeyChoice).max(500).default([]),
  /** Tasks that still wait on the shared Redis: worked off before a worker moves, or left there. */
  queues: z.enum(["drain", "leave"]).default("drain"),
  /** How long each of the two measurements lasts, in milliseconds. */
  measureMs: z.number().int().min(60_000).max(86_400_000).default(300_000),
}

export const PlanConversionInput = z.strictObject(choices)
export type PlanConversionInput = z.infer<typeof PlanConversionInput>

export const StartConversionInput = z.strictObject({
  ...choices,
  fingerprint: z.string().max(100),
  title: plainText(120).trim().min(1),
  note: plainText(500).default(""),
})
export type StartConversionInput = z.infer<typeof StartConversionInput>

export const ConversionIdInput = z.strictObject({ conversionId: z.uuid() })
export const TakeBackInput = z.strictObject({
  conversionId: z.uuid(),
  /** The local Redis goes too, refused as long as anything is connected to it. */
  removesLocal: z.boolean().default(false),
})
export const ListConversionsInput = PageInput

export type ConversionPhase = "before" | "forth" | "after" | "back" | "done"
export type ConversionStatus = "running" | "paused" | "held" | "finished" | "stopped" | "taken-back"

/** One thing that was looked at before anything is sent. `note` stops nothing. */
export type GroundView = { title: string; verdict: "pass" | "fail" | "note"; seen: string }

export type KeyProposalView = {
  serviceId: string
  serviceName: string
  key: string
  database: number
  moves: boolean
  /** Why it is proposed so. */
  why: string
  /** The operator chose otherwise. */
  isChosen: boolean
  /** Open sockets of the service's units to the shared Redis, from all these servers; null when nobody could look. */
  sockets: number | null
}

export type ConversionServerView = {
  serverId: string
  serverName: string
  serverHue: number
  isOnline: boolean
  ground: GroundView[]
  /** Service → masked changes of its env on this server. */
  changes: { serviceId: string; serviceName: string; units: string[]; changes: KeyChangeView[] }[]
  refusals: ProblemView[]
}

/** Jobs that wait on the shared Redis in a database whose keys move. */
export type WaitingQueueView = { name: string; kind: string; database: number; waiting: number; held: number }

export type ConversionPlanView = {
  fingerprint: string
  shared: { id: string; name: string; address: string }
  policyName: string
  servers: ConversionServerView[]
  keys: KeyProposalView[]
  waitingQueues: WaitingQueueView[]
  /** Titles of the steps of one server, in order. */
  steps: string[]
  refusals: ProblemView[]
  mayStart: boolean
}

export type ConversionStepView = {
  position: number
  isBack: boolean
  serverId: string
  serverName: string
  serverHue: number
  serviceId: string
  serviceName: string
  kind: "redis" | "env"
  number: number
  state: "waiting" | "running" | "done" | "failed"
  rolloutId: string | null
  rolloutNumber: number | null
  /** Of its server in the rollout, while it runs: "Restarts ytd-worker". */
  step: string
  startedAt: string | null
  finishedAt: string | null
}

export type ConversionRowView = {
  id: string
  number: number
  title: string
  phase: ConversionPhase
  status: ConversionStatus
  servers: number
  stepsDone: number
  stepsTotal: number
  createdByName: string
  createdAt: string
  finishedAt: string | null
}

export type ConversionView = ConversionRowView & {
  note: string
  heldReason: string | null
  sharedName: string
  policyServiceId: string
  policyName: string
  queues: "drain" | "leave"
  measureMs: number
  /** Of the measurement under way: since when, and how long it lasts. */
  measuring: { since: string; untilAbout: string } | null
  steps: ConversionStepView[]
  report: HybridReportView | null
  may: { pause: boolean; resume: boolean; stop: boolean; takeBack: boolean }
}

/** A figure with where it comes from; null where nothing was measured. */
export type MeasuredView = { value: number; perServer: { serverName: string; value: number }[] } | null

export type HybridMeasureView = {
  id: "shared-connections" | "server-connections" | "task-overhead" | "timeouts" | "shared-bytes" | "local-memory"
  title: string
  unit: "connections" | "ms" | "per hour" | "bytes/s" | "bytes"
  before: MeasuredView
  after: MeasuredView
  /** What the conversion is for; null when there is nothing to reach. */
  wanted: { words: string; max: number } | null
  verdict: "pass" | "fail" | null
  /** How it was measured. */
  how: string
}

export type WindowView = { from: string; to: string }
export type HybridReportView = {
  conversionNumber: number
  title: string
  servers: string[]
  before: WindowView | null
  after: WindowView | null
  measures: HybridMeasureView[]
  checks: { id: string; title: string; verdict: "pass" | "fail" | "unknown"; seen: string }[]
}
export const HybridReportInput = z.strictObject({ conversionId: z.uuid() })
/** The same as text to keep. */
export type HybridReportTextView = { fileName: string; markdown: string }
