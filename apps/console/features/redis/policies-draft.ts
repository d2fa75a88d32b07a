import type { KeyChangeView } from "@signalbox/domain/env/schema"
import type { RedisFields, RedisSettingsView } from "@signalbox/domain/redis-policies/schema"
import {
  parseRedisPolicy,
  policyKeyFaults,
  type RedisSettings,
  readRedisSettings,
  redisSettingsText,
} from "@signalbox/protocol/redis-policy"

/** Setting → what is typed; absent where nothing is set. Typed as in Redis's own file, so `512mb` is a size. */
export type PolicyDraft = Readonly<Record<string, string>>

/** Typed for an empty value, which otherwise could not be told from nothing typed. */
const NONE = "none"

export function draftOf({ hasPassword: _, isRotating: __, state: ___, ...settings }: RedisSettingsView): PolicyDraft {
  const lines = redisSettingsText(settings)
    .split("\n")
    .filter((line) => line !== "")
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1) || NONE]),
  )
}

/** What holds where neither the base nor a server says anything. */
export const DEFAULTS: PolicyDraft = defaults()

function defaults(): PolicyDraft {
  const parsed = parseRedisPolicy(new Map())
  return parsed.ok ? draftOf({ ...withoutPasswords(parsed.policy), hasPassword: false, isRotating: false }) : {}
}

/** What is typed as settings, and what cannot be, by its key. */
export function readDraft(draft: PolicyDraft): { settings: RedisFields; faults: Record<string, string> } {
  const typed = Object.entries(draft).filter(([, value]) => value.trim() !== "")
  const values = new Map(typed.map(([key, value]) => [key, value.trim() === NONE ? "" : value.trim()]))
  const faults = policyKeyFaults(values).map(({ key, message }) => [key, message.slice(key.length + 2)])
  return { settings: withoutPasswords(readRedisSettings(values)), faults: Object.fromEntries(faults) }
}

/** Setting by setting, for the preview. */
export function draftChanges(before: PolicyDraft, after: PolicyDraft): KeyChangeView[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys.flatMap((key): KeyChangeView[] => {
    const [was, is] = [before[key]?.trim() || null, after[key]?.trim() || null]
    if (was === is) return []
    const kind = was === null ? "added" : is === null ? "removed" : "changed"
    return [{ key, kind, before: was, after: is, isSecret: false }]
  })
}

/** What to know of a policy that may evict; null for the one that does not. */
export function evictionAdvice(eviction: string): string | null {
  if (eviction === "noeviction") return null
  const which = eviction.startsWith("volatile") ? "keys that have a time to live" : "any key"
  return `A Redis that holds a Celery broker or a Bull queue must not evict: tasks vanish silently. With ${eviction} it drops ${which} once memory is full. It is right for a cache alone.`
}

function withoutPasswords({ state: _, password: __, retiringPassword: ___, ...fields }: RedisSettings): RedisFields {
  return fields
}
