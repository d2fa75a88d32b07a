// What a policy says, as an instance takes and tells it. All but where it listens can be set while it runs.
import { redisConf } from "@signalbox/protocol/redis-conf"
import type { RedisPolicy } from "@signalbox/protocol/redis-policy"
import type { RedisConnection } from "./connection.ts"
import { readConfig } from "./instance.ts"
import { itemsOf, RedisFailure, textOf } from "./reply.ts"

/** Directives that take effect at once. Memory comes last: an instance that is to evict must know how, first. */
export function liveSettings(policy: RedisPolicy): Record<string, string> {
  return {
    "maxmemory-policy": policy.eviction,
    save: policy.snapshots.map(({ seconds, changes }) => `${seconds} ${changes}`).join(" "),
    appendfsync: policy.appendFsync,
    appendonly: policy.appendOnly ? "yes" : "no",
    maxclients: String(policy.maxClients),
    "slowlog-log-slower-than": String(policy.slowerThanMicros),
    "latency-monitor-threshold": String(policy.latencyThresholdMs),
    maxmemory: String(policy.maxMemoryBytes),
  }
}

export const LIVE_NAMES = [
  "maxmemory-policy",
  "save",
  "appendfsync",
  "appendonly",
  "maxclients",
  "slowlog-log-slower-than",
  "latency-monitor-threshold",
  "maxmemory",
] as const

export type User = { name: string; rules: string[] }

/** The users of a policy, whoever keeps somebody out last. */
export function usersOf(policy: RedisPolicy): User[] {
  const users = (redisConf(policy) ?? "").split("\n").flatMap((line) => userOf(line) ?? [])
  return users.sort((a, b) => Number(a.name === "default") - Number(b.name === "default"))
}

/** Sets only what differs. @throws SettingRefused */
export async function applySettings(redis: RedisConnection, wanted: Readonly<Record<string, string>>): Promise<void> {
  const present = await readConfig(redis, Object.keys(wanted))
  for (const [name, value] of Object.entries(wanted)) {
    if (present[name] === value) continue
    const [answer] = await redis.askAll([["CONFIG", "SET", name, value]])
    if (answer instanceof RedisFailure) throw new SettingRefused(name)
  }
}

/** Each user in one step: at no moment is one of them without a password that it should have. @throws SettingRefused */
export async function applyUsers(redis: RedisConnection, users: readonly User[]): Promise<void> {
  for (const { name, rules } of users) {
    const [answer] = await redis.askAll([["ACL", "SETUSER", name, "reset", ...rules]])
    if (answer instanceof RedisFailure) throw new SettingRefused(`user ${name}`)
  }
}

export async function readUsers(redis: RedisConnection): Promise<User[]> {
  return itemsOf(await redis.ask("ACL", "LIST")).flatMap((line) => userOf(textOf(line, 10_000)) ?? [])
}

/** Who may come in, by what word: the rest of a user's rules is the same for every policy. */
export function accessOf({ rules }: User): string {
  const isOn = rules.includes("on")
  const words = rules.filter((rule) => rule.startsWith("#") || rule === "nopass").sort()
  return isOn ? `on ${words.join(" ")}` : "off"
}

export class SettingRefused extends Error {
  readonly setting: string
  constructor(setting: string) {
    super(`the instance refused ${setting}`)
    this.setting = setting
  }
}

function userOf(line: string): User | undefined {
  const [word, name, ...rules] = line.trim().split(/\s+/)
  return word === "user" && name !== undefined ? { name, rules } : undefined
}
