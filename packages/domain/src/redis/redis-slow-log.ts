import type { z } from "zod"
import type { DomainContext } from "../context.ts"
import { instanceIds } from "./instance-ids.ts"
import { readFullLook } from "./read-looks.ts"
import type { RedisInstanceIdInput, RedisSlowLogView } from "./schema.ts"

/** What was slow, as Redis itself noted it; null where it would not say. @throws Problem `not-found` */
export async function redisSlowLog(
  { db, clock }: Pick<DomainContext, "db" | "clock">,
  { instanceId }: z.infer<typeof RedisInstanceIdInput>,
): Promise<RedisSlowLogView> {
  await instanceIds(db, instanceId)
  const seen = await readFullLook(db, { instanceId, now: clock.now() })
  return {
    asOf: seen?.at.toISOString() ?? null,
    entries: seen?.look.slowLog ?? null,
    events: seen?.look.latencyEvents ?? null,
  }
}
