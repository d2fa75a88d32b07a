import { z } from "zod"
import { CheckResult, CheckSpec, JournalLine } from "./check.ts"
import { DialectName } from "./dialects.ts"
import { APPLY_DEADLINE_MS, ENV_BYTES_MAX, EVIDENCE_LINES_MAX } from "./limits.ts"
import { AbsolutePath, AccountName, Base64, CommandId, FileMode, HexSha256, ServerId, UnitName } from "./names.ts"
import { ProblemViewSchema } from "./problem-schema.ts"
import { RedisPolicy } from "./redis-policy.ts"

/**
 * The tasks that wait on the broker which the old file names are worked off before these units, the workers, are restarted; they come
 * last, so that by then nobody on this server adds to what waits there.
 */
export const Drain = z.strictObject({
  units: z.array(UnitName).min(1).max(32),
  brokers: z
    .array(
      z.strictObject({
        /** Of the old file: a URL, or the host of a group of keys. */
        key: z.string().min(1).max(128),
        keyPrefix: z.string().max(200),
        queues: z.array(z.string().min(1).max(200)).min(1).max(50),
      }),
    )
    .min(1)
    .max(16),
  withinMs: z.number().int().min(1_000).max(300_000),
})
export type Drain = z.infer<typeof Drain>

/** What every change of a file carries. */
const ofEveryKind = {
  service: z.string().min(1).max(64),
  versionNumber: z.number().int().min(1),
  path: AbsolutePath,
  owner: AccountName,
  group: AccountName,
  mode: FileMode,
  /** SHA-256 (hex) of the file that is replaced; null when there must be none. */
  baseHash: HexSha256.nullable(),
  checks: z.array(CheckSpec).max(32),
  /** How long each unit must stay up, in milliseconds. */
  settleMs: z.number().int().min(0).max(60_000),
  deadlineMs: z.number().int().min(1_000).max(600_000).default(APPLY_DEADLINE_MS),
}

/** What a server is asked to become: an env file with this text, its units on it, its checks passing. */
export const EnvChange = z.strictObject({
  kind: z.literal("env"),
  ...ofEveryKind,
  dialects: z.array(DialectName).min(1),
  text: z.string().max(ENV_BYTES_MAX),
  /** Restarted in this order. */
  units: z.array(UnitName).max(32),
  /** Assertions in the form of @signalbox/env-file/assertions, checked before anything is written. */
  assertions: z
    .array(z.looseObject({ kind: z.string() }))
    .max(128)
    .default([]),
  drain: Drain.optional(),
})
export type EnvChange = z.infer<typeof EnvChange>

/**
 * What a server is asked to become: a local Redis under this policy, or none any more. `path` is our own file, which Redis's main one
 * includes last; the agent writes it from `policy`.
 */
export const RedisChange = z.strictObject({
  kind: z.literal("redis"),
  ...ofEveryKind,
  unit: UnitName,
  policy: RedisPolicy,
  /** SHA-256 (hex) of what the agent is to write, so that both sides mean the same; null when the file goes. */
  fileHash: HexSha256.nullable(),
})
export type RedisChange = z.infer<typeof RedisChange>

/** A new kind of change is one more member here, one file in agent/src/changes and one in the domain. */
export const Change = z.discriminatedUnion("kind", [EnvChange, RedisChange])
export type Change = z.infer<typeof Change>

/**
 * A durable command. `payload` is the canonical JSON of a `Change`, kept as text so that hash and signature cover the very bytes.
 * `payloadHash` is its SHA-256; `signature` is Ed25519 by the control plane over `commandSigningText`.
 */
export const Command = z.strictObject({
  id: CommandId,
  serverId: ServerId,
  /** Gapless per server, from 1. */
  seq: z.number().int().min(1),
  kind: z.literal("change"),
  payload: z.string().max(200_000),
  payloadHash: HexSha256,
  /** Counted on the agent's monotonic clock from receipt. */
  ttlMs: z.number().int().min(1_000),
  signature: Base64,
})
export type Command = z.infer<typeof Command>

/** What the signature of a command covers. */
export function commandSigningText(command: Pick<Command, "id" | "serverId" | "seq" | "kind" | "payloadHash">): string {
  return ["signalbox-command-v1", command.id, command.serverId, command.seq, command.kind, command.payloadHash].join(
    "\n",
  )
}

/** Steps of the agent's transaction, in the order of its journal. */
export const ChangeStep = z.enum([
  "received",
  "prepared",
  "written",
  "restarted",
  "verified",
  "confirmed",
  "rolling-back",
  "rolled-back",
  "stuck",
  "refused",
  "expired",
])
export type ChangeStep = z.infer<typeof ChangeStep>

/** Sent while a change runs; may be lost or come late, so the newest `seq` wins. Words such as "Restarts ytd-worker". */
export const ChangeProgress = z.strictObject({
  commandId: CommandId,
  seq: z.number().int().min(0),
  state: z.enum(["applying", "verifying"]),
  step: z.string().max(200),
  checksPassed: z.number().int().min(0),
  checksTotal: z.number().int().min(0),
  at: z.number(),
})
export type ChangeProgress = z.infer<typeof ChangeProgress>

export const ChangeOutcome = z.enum(["applied", "rolled-back", "failed", "stuck", "refused", "expired"])
export type ChangeOutcome = z.infer<typeof ChangeOutcome>

/** The end of a change: durable, resent until the control plane has stored it. */
export const ChangeFinished = z.strictObject({
  commandId: CommandId,
  /** `failed`: nothing was changed or the write failed with the old file in place. `refused`: never begun. */
  outcome: ChangeOutcome,
  problem: ProblemViewSchema.optional(),
  checks: z.array(CheckResult).max(64),
  /** Checks of the restored state, when it was rolled back. */
  rollbackChecks: z.array(CheckResult).max(64).default([]),
  journal: z.array(JournalLine).max(EVIDENCE_LINES_MAX),
  /** Name of the step → milliseconds, in order: write, restart, verify, rollback. */
  timing: z.array(z.object({ step: z.string().max(40), ms: z.number().min(0) })).max(20),
  /** SHA-256 (hex) of the file as it is now on disk; null when there is none. */
  fileHash: HexSha256.nullable(),
  startedAt: z.number(),
  finishedAt: z.number(),
})
export type ChangeFinished = z.infer<typeof ChangeFinished>
