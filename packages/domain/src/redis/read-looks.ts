// What was seen last of an instance: of several lookers the one that found it up and looked lately, otherwise the newest.
import type { Db } from "@signalbox/prisma/client"
import { RedisObserved } from "@signalbox/protocol/redis"
import { z } from "zod"
import type { RedisState } from "./schema.ts"
import { holdsSince } from "./staleness.ts"

/** Without what only the page of one instance shows. Clients are there of shared instances alone. */
const BriefLook = z.object(RedisObserved.shape).pick({
  ...{ instance: true, state: true, fault: true, facts: true, queues: true, findings: true, clients: true },
})
type BriefLook = z.infer<typeof BriefLook>

/** `serverId` is null when the control plane itself looked. */
export type Seen<Look = BriefLook> = {
  instanceId: string
  serverId: string | null
  at: Date
  isFresh: boolean
  look: Look
}
type Asked = { instanceIds: readonly string[]; now: Date }
type Row = { instanceId: string; serverId: string | null; at: Date; look: unknown }

/** Of these instances, by their ids; one that nobody ever looked at is not among them. */
export async function readBriefLooks(
  db: Pick<Db, "$queryRaw">,
  { instanceIds, now }: Asked,
): Promise<Map<string, Seen>> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT DISTINCT ON (l."instanceId") l."instanceId", l."serverId", l.at,
      CASE WHEN i.kind = 'local' THEN l.look || '{"clients": null}' ELSE l.look END
        - ARRAY['clientGroups', 'slowLog', 'latencyEvents', 'keyspaces', 'settings'] AS look
    FROM (
      SELECT "instanceId", "serverId", at, look FROM "RedisLook" WHERE "instanceId" = ANY(${instanceIds}::uuid[])
      UNION ALL
      SELECT id, NULL, "ownLookAt", "ownLook" FROM "RedisInstance"
      WHERE id = ANY(${instanceIds}::uuid[]) AND "ownLookAt" IS NOT NULL AND "ownLook" IS NOT NULL
    ) l JOIN "RedisInstance" i ON i.id = l."instanceId"
    ORDER BY l."instanceId", (l.at >= ${holdsSince(now)} AND l.look->>'state' = 'up') DESC, l.at DESC`
  return new Map(rows.flatMap((row) => seenOf(row, BriefLook, now)).map((seen) => [seen.instanceId, seen]))
}

/** All that was seen of one instance; undefined when nobody ever looked. */
export async function readFullLook(
  db: Pick<Db, "$queryRaw">,
  { instanceId, now }: { instanceId: string; now: Date },
): Promise<Seen<RedisObserved> | undefined> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT * FROM (
      SELECT "instanceId", "serverId", at, look FROM "RedisLook" WHERE "instanceId" = ${instanceId}::uuid
      UNION ALL
      SELECT id, NULL, "ownLookAt", "ownLook" FROM "RedisInstance"
      WHERE id = ${instanceId}::uuid AND "ownLookAt" IS NOT NULL AND "ownLook" IS NOT NULL
    ) l ORDER BY (at >= ${holdsSince(now)} AND look->>'state' = 'up') DESC, at DESC LIMIT 1`
  return rows.flatMap((row) => seenOf(row, RedisObserved, now))[0]
}

function seenOf<Look>(row: Row, schema: z.ZodType<Look>, now: Date): Seen<Look>[] {
  const { data } = schema.safeParse(row.look)
  return data === undefined ? [] : [{ ...row, look: data, isFresh: row.at >= holdsSince(now) }]
}

/** What is too old to hold says nothing of now. */
export function stateOf(seen: { isFresh: boolean; look: Pick<RedisObserved, "state"> } | undefined): RedisState {
  return seen?.isFresh ? seen.look.state : "unknown"
}
