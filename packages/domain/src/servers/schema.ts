import type { HostFacts, HostVitals, UnitState } from "@signalbox/protocol/observe"
import { HostPolicy } from "@signalbox/protocol/policy"
import { z } from "zod"
import { PageInput } from "../paging.ts"
import { plainText } from "../plain-text.ts"
import { type ChangeStatus, SERVER_STATUSES, type ServerStatus } from "../status.ts"

export const ServerName = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, "must be a host name such as dl-fra-1")
export const LabelKey = z.string().regex(/^[a-z][a-z0-9_.-]{0,31}$/, "must be a plain word such as provider")
export const LabelValue = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, "must be a plain word such as aws")
export const Labels = z.record(LabelKey, LabelValue)
export type Labels = z.infer<typeof Labels>

export const ServerIdInput = z.strictObject({ serverId: z.uuid() })

export const ListServersInput = PageInput.extend({
  /** Part of a name, an address or a label. */
  text: plainText(100).optional(),
  status: z.enum(SERVER_STATUSES).optional(),
  serviceId: z.uuid().optional(),
  /** drifted: a file on disk is not what was applied; behind: a newer version was saved than applied. */
  mark: z.enum(["drifted", "behind"]).optional(),
  labels: Labels.optional(),
  sort: z.enum(["name", "status", "lastSeenAt", "cpu", "memory", "disk"]).default("name"),
  direction: z.enum(["asc", "desc"]).default("asc"),
})
export type ListServersInput = z.infer<typeof ListServersInput>

/** The same filter and order, for what needs many servers and little of each: a grid of cells, a selection, a picker. */
export const BriefServersInput = ListServersInput.extend({ limit: z.number().int().min(1).max(1_000).default(200) })

/** One service as it stands on one server. */
export type ServiceStandingView = {
  serviceId: string
  serviceName: string
  /** Number of the version that was last seen applied; null when nothing was yet. */
  appliedNumber: number | null
  /** Number of the newest version that was saved; null when there is none. */
  latestNumber: number | null
  isDrifted: boolean
  /** State of the latest rollout that concerns it, while it moves or when it ended otherwise than applied. */
  change: { rolloutNumber: number; status: ChangeStatus; step: string } | null
  observedAt: string | null
}

export type ServerRowView = {
  id: string
  name: string
  hue: number
  status: ServerStatus
  address: string | null
  labels: Labels
  lastSeenAt: string | null
  services: ServiceStandingView[]
  units: { active: number; total: number; failed: string[] }
  vitals: HostVitals | null
  agentVersion: string | null
}

export type ServerBriefView = Pick<ServerRowView, "id" | "name" | "status" | "labels" | "lastSeenAt" | "services">

export type ServerView = ServerRowView & {
  enrolledAt: string
  connectedAt: string | null
  lockedReason: string | null
  facts: HostFacts | null
  policy: HostPolicy | null
  policyFault: string | null
  unitStates: UnitState[]
  unitsAt: string | null
  /** What the asker may do to it, so that the console hides what would be refused. */
  may: { update: boolean; revoke: boolean; remove: boolean }
}

/** Counts over the whole fleet, for the shelf above the table. */
export type FleetSummaryView = {
  total: number
  online: number
  offline: number
  revoked: number
  drifted: number
  behind: number
  labelKeys: { key: string; values: { value: string; servers: number }[] }[]
}

export const UpdateServerInput = z.strictObject({
  serverId: z.uuid(),
  name: ServerName.optional(),
  labels: Labels.optional(),
})
export type UpdateServerInput = z.infer<typeof UpdateServerInput>

export const CreateEnrolmentInput = z.strictObject({
  serverName: ServerName.optional(),
  labels: Labels.default({}),
  /** The host policy that the line will spell out and the installer will write. */
  policy: HostPolicy,
})
export type CreateEnrolmentInput = z.infer<typeof CreateEnrolmentInput>

export type EnrolmentState = "waiting" | "installing" | "failed" | "enrolled" | "expired" | "revoked"
export type EnrolmentView = {
  id: string
  state: EnrolmentState
  serverName: string | null
  labels: Labels
  createdAt: string
  expiresAt: string
  /** Last step that the installer reported, and what failed in it. */
  step: string | null
  stepFailed: string | null
  serverId: string | null
}
/** Token and line are shown once. */
export type EnrolmentCreatedView = EnrolmentView & {
  token: string
  oneLiner: string
  uninstallLine: string
  keyFingerprint: string
}
export const RevokeEnrolmentInput = z.strictObject({ enrolmentId: z.uuid() })
export const ListEnrolmentsInput = PageInput
