import type { Db } from "@signalbox/prisma/client"
import type { Clock } from "../context.ts"
import { entryHash, GENESIS_HASH } from "./entry-hash.ts"
import type { AuditVerifyView } from "./schema.ts"

const BATCH = 1_000

/**
 * Walks the whole chain: an entry that was edited, removed, put in or moved breaks it, and the first broken number is named.
 * What was cut off its end cannot be seen by the chain itself.
 */
export async function verifyAudit(ctx: { db: Pick<Db, "auditEntry">; clock: Clock }): Promise<AuditVerifyView> {
  let previous: Uint8Array = GENESIS_HASH
  let verifiedTo = 0
  const view = (brokenAt: number | null, entries: number): AuditVerifyView => ({
    isIntact: brokenAt === null,
    verifiedTo,
    entries,
    brokenAt,
    at: ctx.clock.now().toISOString(),
  })
  for (;;) {
    const batch = await ctx.db.auditEntry.findMany({
      where: { seq: { gt: verifiedTo } },
      orderBy: { seq: "asc" },
      take: BATCH,
    })
    for (const entry of batch) {
      const isWhole =
        entry.seq === verifiedTo + 1 && equal(entry.prevHash, previous) && equal(entry.hash, entryHash(previous, entry))
      if (!isWhole) return view(verifiedTo + 1, await ctx.db.auditEntry.count())
      verifiedTo = entry.seq
      previous = entry.hash
    }
    if (batch.length < BATCH) return view(null, verifiedTo)
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
