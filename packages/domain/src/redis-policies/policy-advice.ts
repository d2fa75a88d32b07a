import type { RedisAdviceView, RedisPolicySummaryView } from "./schema.ts"

/** What somebody who knows Redis would say of these settings. None of it stops anything. */
export function policyAdvice(policy: RedisPolicySummaryView): RedisAdviceView[] {
  if (policy.state === "removed") return []
  const { eviction, snapshots, appendOnly, hasPassword, maxMemoryBytes } = policy
  const advice: RedisAdviceView[] = []
  if (eviction !== "noeviction") {
    advice.push({
      key: "MAXMEMORY_POLICY",
      message: `A Redis that holds a Celery broker or a Bull queue must not evict: with ${eviction}, tasks vanish without a word once memory is short. Use noeviction, or a second Redis for the cache.`,
    })
  }
  if (snapshots.length === 0 && !appendOnly) {
    advice.push({
      key: "SAVE",
      message: "Nothing is written to disk: tasks that wait are lost when this Redis, or the server, restarts.",
    })
  }
  if (eviction === "noeviction" && maxMemoryBytes < 64 * 1_048_576) {
    advice.push({
      key: "MAXMEMORY",
      message: "With so little memory and noeviction, writes are refused early: producers then see errors.",
    })
  }
  if (!hasPassword) {
    advice.push({
      key: "PASSWORD",
      message:
        "Every program on the server may do everything in it. On 127.0.0.1 that is often accepted; a password costs little.",
    })
  }
  return advice
}
