import { EvictionPolicy, RedisPassword, RedisUserName } from "@signalbox/protocol/redis-policy"
import { z } from "zod"
import { PageInput } from "../paging.ts"
import { plainText } from "../plain-text.ts"
import { StrategyInput } from "../rollouts/schema.ts"
import { ServiceName } from "../services/schema.ts"

const MIB = 1_048_576

/** What a person sets; what is left out keeps what the base, or Redis, says. Sizes in bytes, times as named. */
export const RedisSettingsInput = z.strictObject({
  port: z.number().int().min(1).max(65_535).optional(),
  bind: z.array(z.string().max(64)).min(1).max(8).optional(),
  maxMemoryBytes: z
    .number()
    .int()
    .min(4 * MIB)
    .optional(),
  eviction: EvictionPolicy.optional(),
  /** Pairs of seconds and changes; empty for no snapshots. */
  snapshots: z
    .array(z.strictObject({ seconds: z.number().int().min(1), changes: z.number().int().min(1) }))
    .max(8)
    .optional(),
  appendOnly: z.boolean().optional(),
  appendFsync: z.enum(["always", "everysec", "no"]).optional(),
  maxClients: z.number().int().min(16).max(1_000_000).optional(),
  user: RedisUserName.nullable().optional(),
  slowerThanMicros: z.number().int().min(0).max(60_000_000).optional(),
  latencyThresholdMs: z.number().int().min(0).max(60_000).optional(),
})
export type RedisSettingsInput = z.infer<typeof RedisSettingsInput>

/** `generate`: one that nobody has to see. It is read by the env texts that use it, by a reveal with a reason. */
export const PasswordChoice = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("keep") }),
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("generate") }),
  z.strictObject({ kind: z.literal("given"), value: RedisPassword }),
])
export type PasswordChoice = z.infer<typeof PasswordChoice>

export const CreateRedisPolicyInput = z.strictObject({
  name: ServiceName,
  description: plainText(500).default(""),
  product: z.enum(["redis", "valkey"]).default("redis"),
  /** Whose unit and file names: Debian's and Ubuntu's, or those of Fedora and its kin. */
  family: z.enum(["debian", "fedora"]).default("debian"),
  settings: RedisSettingsInput.default({}),
  password: PasswordChoice.default({ kind: "none" }),
})
export type CreateRedisPolicyInput = z.infer<typeof CreateRedisPolicyInput>

export const SetRedisPolicyInput = z.strictObject({
  serviceId: z.uuid(),
  /** Null for the base, else what this server has otherwise. */
  serverId: z.uuid().nullable(),
  editedFrom: z.number().int().min(0),
  settings: RedisSettingsInput,
  password: PasswordChoice.default({ kind: "keep" }),
  note: plainText(300).default(""),
})
export type SetRedisPolicyInput = z.infer<typeof SetRedisPolicyInput>

const onServers = {
  serviceId: z.uuid(),
  serverIds: z.array(z.uuid()).max(1_000),
  strategy: StrategyInput.prefault({}),
  note: plainText(500).default(""),
}
export const RedisOnServersInput = z.strictObject(onServers)
export type RedisOnServersInput = z.infer<typeof RedisOnServersInput>
export const RedisPolicyIdInput = z.strictObject({ serviceId: z.uuid() })
export const ListRedisPoliciesInput = PageInput

/** A policy as people see it: whether there is a password, never which. */
export type RedisPolicySummaryView = {
  state: "present" | "removed"
  product: "redis" | "valkey"
  port: number
  bind: string[]
  maxMemoryBytes: number
  eviction: EvictionPolicy
  snapshots: { seconds: number; changes: number }[]
  appendOnly: boolean
  appendFsync: "always" | "everysec" | "no"
  maxClients: number
  user: string | null
  hasPassword: boolean
  /** An old password is still accepted beside the present one. */
  isRotating: boolean
  slowerThanMicros: number
  latencyThresholdMs: number
}

export type RedisPolicyServerView = {
  serverId: string
  serverName: string
  serverHue: number
  appliedNumber: number | null
  newestNumber: number | null
  isDrifted: boolean
  overridesRevision: number
  /** Names of the settings that this server has otherwise. */
  overridden: string[]
  /** What its text says; null when it cannot be read as a policy. */
  policy: RedisPolicySummaryView | null
}

export type RedisPolicyRowView = {
  serviceId: string
  name: string
  description: string
  unit: string
  path: string
  base: RedisPolicySummaryView | null
  servers: number
  drifted: number
  behind: number
}

/** Advice that stops nothing. */
export type RedisAdviceView = { key: string; message: string }

export type RedisPolicyView = RedisPolicyRowView & {
  baseRevision: number
  onServers: RedisPolicyServerView[]
  advice: RedisAdviceView[]
  may: { edit: boolean; rollOut: boolean }
}
