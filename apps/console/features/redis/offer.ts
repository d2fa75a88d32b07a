import type { RedisFixOffer } from "@signalbox/domain/redis/schema"

/** To the Redis policy that may put it right, with the change filled in; nothing is changed by going there. */
export function offerHref({ serviceId, changes }: RedisFixOffer): string {
  const query = new URLSearchParams(changes.map(({ key, value }) => ["set", `${key}=${value}`]))
  return `/redis/policies/${serviceId}?${query}`
}

/** "Plan noeviction" of one change, "Plan 2 changes" of more. */
export function offerWords({ changes }: RedisFixOffer): string {
  const [first] = changes
  return changes.length === 1 && first ? `Plan ${first.value}` : `Plan ${changes.length} changes`
}
