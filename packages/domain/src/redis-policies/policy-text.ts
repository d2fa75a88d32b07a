// Between the text of a policy and what people set in it.
import { randomBytes } from "node:crypto"
import { readEnv } from "@signalbox/env-file/dialects"
import { setValue } from "@signalbox/env-file/set-value"
import { Problem } from "@signalbox/protocol/problem"
import { parseRedisPolicy, type RedisPolicy } from "@signalbox/protocol/redis-policy"
import type { PasswordChoice, RedisPolicySummaryView, RedisSettingsInput } from "./schema.ts"

/** Setting → its key in the text. */
const KEYS: Record<keyof RedisSettingsInput, string> = {
  port: "PORT",
  bind: "BIND",
  maxMemoryBytes: "MAXMEMORY",
  eviction: "MAXMEMORY_POLICY",
  snapshots: "SAVE",
  appendOnly: "APPENDONLY",
  appendFsync: "APPENDFSYNC",
  maxClients: "MAXCLIENTS",
  user: "USER",
  slowerThanMicros: "SLOWLOG_LOG_SLOWER_THAN",
  latencyThresholdMs: "LATENCY_MONITOR_THRESHOLD",
}
const MIB = 1_048_576

export type Setting = { key: string; value: string }

/** What to set in a text; what was left out stays. */
export function settingsOf(input: RedisSettingsInput): Setting[] {
  return Object.entries(input).flatMap(([name, value]) =>
    value === undefined ? [] : [{ key: KEYS[name as keyof RedisSettingsInput], value: textOf(value) }],
  )
}

function textOf(value: NonNullable<RedisSettingsInput[keyof RedisSettingsInput]> | null): string {
  if (value === null) return ""
  if (typeof value === "boolean") return value ? "yes" : "no"
  if (typeof value === "number") return value >= MIB && value % MIB === 0 ? `${value / MIB}mb` : String(value)
  if (typeof value === "string") return value
  return value.map((each) => (typeof each === "string" ? each : `${each.seconds} ${each.changes}`)).join(" ")
}

export function passwordSettings(choice: PasswordChoice): Setting[] {
  switch (choice.kind) {
    case "keep":
      return []
    case "none":
      return [{ key: "PASSWORD", value: "" }]
    case "generate":
      return [{ key: "PASSWORD", value: newRedisPassword() }]
    case "given":
      return [{ key: "PASSWORD", value: choice.value }]
  }
}

/** 192 random bits. */
export function newRedisPassword(): string {
  return randomBytes(24).toString("base64url").replace(/^-/, "_")
}

/** @throws Problem `invalid-env` for a value that cannot stand in it */
export function withSettings(text: string, settings: readonly Setting[]): string {
  return settings.reduce((before, setting) => {
    const after = setValue(before, setting, ["systemd"])
    if (after === undefined) throw new Problem("invalid-env", `The value of ${setting.key} cannot be written.`)
    return after
  }, text)
}

export function policyIn(text: string): RedisPolicy | undefined {
  const parsed = parseRedisPolicy(readEnv(text, "systemd").values)
  return parsed.ok ? parsed.policy : undefined
}

/** @throws Problem `invalid-env` naming each setting that is wrong */
export function assertPolicy(text: string): void {
  const parsed = parseRedisPolicy(readEnv(text, "systemd").values)
  if (parsed.ok) return
  const details = Object.fromEntries(parsed.faults.map(({ key, message }) => [key, message]))
  throw new Problem("invalid-env", parsed.faults.map(({ message }) => `${message}.`).join(" "), { details })
}

export function policySummary(text: string): RedisPolicySummaryView | null {
  const policy = policyIn(text)
  if (!policy) return null
  const { password, retiringPassword, ...shown } = policy
  return { ...shown, hasPassword: password !== null, isRotating: retiringPassword !== null }
}

/** Keys that the text sets by itself. */
export function settingNames(text: string): string[] {
  return [...readEnv(text, "systemd").values.keys()]
}
