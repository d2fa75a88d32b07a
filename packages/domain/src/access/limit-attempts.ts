import { createHash } from "node:crypto"
import { Problem } from "@signalbox/protocol/problem"
import type { DomainContext } from "../context.ts"

/** At most `max` attempts in each window. */
export type AttemptLimit = { max: number; windowMs: number }

/**
 * Counts an attempt, in the database, so that a restart or a second replica gives nobody more of them.
 * @param key what is limited, such as `sign-in:address:198.51.100.7`; it is stored as a hash
 * @throws Problem `too-many-attempts`
 */
export async function limitAttempts(
  { db, clock }: Pick<DomainContext, "db" | "clock">,
  key: string,
  { max, windowMs }: AttemptLimit,
): Promise<void> {
  const id = createHash("sha256").update(key).digest("hex")
  const now = BigInt(clock.now().getTime())
  const windowStart = now - BigInt(windowMs)
  // `lastRequest` is when the window began. One statement, so that attempts at the same moment all count.
  const [row] = await db.$queryRaw<{ count: number }[]>`
    INSERT INTO "RateLimit" AS known (id, key, count, "lastRequest") VALUES (${id}, ${id}, 1, ${now})
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN known."lastRequest" <= ${windowStart} THEN 1 ELSE known.count + 1 END,
      "lastRequest" = CASE WHEN known."lastRequest" <= ${windowStart} THEN ${now} ELSE known."lastRequest" END
    RETURNING known.count`
  if (row && row.count > max) throw new Problem("too-many-attempts")
}
