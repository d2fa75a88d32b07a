import { createHash } from "node:crypto"
import { Problem } from "@signalbox/protocol/problem"
import type { DomainContext } from "../context.ts"

/** At most `max` attempts in each window, of one hour at the most. */
export type AttemptLimit = { max: number; windowMs: number }

/** No window is longer: what began before it counts for nobody any more. */
export const WINDOW_MAX_MS = 3_600_000
/** More than an attempt can add, so that what is over goes away sooner than it comes. */
const SWEPT_AT_ONCE_MAX = 10

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
  if (windowMs > WINDOW_MAX_MS) throw new RangeError(`A window has ${WINDOW_MAX_MS} ms at the most.`)
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
  if (row?.count === 1) await sweep(db, now - BigInt(WINDOW_MAX_MS))
  if (row && row.count > max) throw new Problem("too-many-attempts")
}

/** Who adds a row takes away a few that are over. Not in the statement above: two attempts could wait for each other's rows. */
async function sweep(db: DomainContext["db"], before: bigint): Promise<void> {
  await db.$executeRaw`
    DELETE FROM "RateLimit" WHERE id IN (
      SELECT id FROM "RateLimit" WHERE "lastRequest" < ${before}
      ORDER BY "lastRequest" LIMIT ${SWEPT_AT_ONCE_MAX} FOR UPDATE SKIP LOCKED)`
}
