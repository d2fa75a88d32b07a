import type { RedisFixOffer } from "@signalbox/domain/redis/schema"

/** To the Redis policy that may put it right, with the change filled in; nothing is changed by going there. */
export function offerHref({ serviceId, changes }: RedisFixOffer): string {
  const query = new URLSearchParams(changes.map(({ key, value }) => ["set", `${key}=${value}`]))
  return `/redis/policies/${serviceId}?${query}`
}

/** "Plan noeviction", "Plan appendonly yes" of one change, "Plan 2 changes" of more. */
export function offerWords({ changes }: RedisFixOffer): string {
  const [first] = changes
  if (changes.length !== 1 || !first) return `Plan ${changes.length} changes`
  const setting = first.key.toLowerCase().replaceAll("_", "-")
  // The way to evict says by its own name what it is.
  return setting === "maxmemory-policy" ? `Plan ${first.value}` : `Plan ${setting} ${first.value}`
}
