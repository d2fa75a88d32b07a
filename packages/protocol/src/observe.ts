import { z } from "zod"
import { CheckResult, CheckSpec } from "./check.ts"
import { ENV_BYTES_MAX } from "./limits.ts"
import { AbsolutePath, CommandId, HexSha256, UnitName } from "./names.ts"
import { HostPolicy } from "./policy.ts"

/** What the agent sees of its machine. */
export const HostFacts = z.strictObject({
  hostname: z.string().max(253),
  os: z.string().max(120),
  kernel: z.string().max(120),
  arch: z.string().max(20),
  cpus: z.number().int().min(1),
  memoryBytes: z.number().min(0),
  /** "systemd" or "playground". */
  supervisor: z.enum(["systemd", "playground"]),
  addresses: z.array(z.string().max(64)).max(32),
  bootId: z.string().max(64),
})
export type HostFacts = z.infer<typeof HostFacts>

export const HostVitals = z.strictObject({
  at: z.number(),
  /** Fractions of 1. */
  cpu: z.number().min(0).max(1),
  memory: z.number().min(0).max(1),
  memoryUsedBytes: z.number().min(0),
  disk: z.number().min(0).max(1),
  load1: z.number().min(0),
})
export type HostVitals = z.infer<typeof HostVitals>

/** An env file as it is on disk; never its text. */
export const ObservedFile = z.strictObject({
  path: AbsolutePath,
  state: z.enum(["present", "missing", "unreadable"]),
  hash: HexSha256.nullable(),
  owner: z.string().max(32).nullable(),
  group: z.string().max(32).nullable(),
  mode: z.string().max(5).nullable(),
  mtimeMs: z.number().nullable(),
})
export type ObservedFile = z.infer<typeof ObservedFile>

export const UnitState = z.strictObject({
  name: UnitName,
  description: z.string().max(300),
  loadState: z.string().max(20),
  activeState: z.string().max(20),
  subState: z.string().max(30),
  result: z.string().max(40),
  /** Milliseconds since the epoch of the last change of activeState; null when never. */
  sinceMs: z.number().nullable(),
  mainPid: z.number().int().min(0),
  restarts: z.number().int().min(0),
  memoryBytes: z.number().min(0).nullable(),
  enabled: z.string().max(20),
})
export type UnitState = z.infer<typeof UnitState>

/** Full picture, sent after each handshake and whenever something in it changed: the truth that repairs lost events. */
export const HostObserved = z.strictObject({
  at: z.number(),
  facts: HostFacts,
  policy: HostPolicy.nullable(),
  policyFault: z.string().max(500).nullable(),
  files: z.array(ObservedFile).max(64),
  units: z.array(UnitState).max(256),
  /** Changes that the agent has begun and not yet reported as finished. */
  openCommands: z.array(CommandId).max(64),
})
export type HostObserved = z.infer<typeof HostObserved>

export const EnvReadRequest = z.strictObject({ path: AbsolutePath })
export const EnvReadReply = z.strictObject({ file: ObservedFile, text: z.string().max(ENV_BYTES_MAX).nullable() })
export type EnvReadReply = z.infer<typeof EnvReadReply>

export const ChecksRunRequest = z.strictObject({
  checks: z.array(CheckSpec).max(32),
  /** Env file whose keys the checks may take values from. */
  envPath: AbsolutePath.nullable(),
})
export const ChecksRunReply = z.strictObject({ results: z.array(CheckResult).max(32) })
