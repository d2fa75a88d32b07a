import { z } from "zod"
import type { DomainContext } from "../context.ts"
import { decodeCursor, encodeCursor } from "../cursor.ts"
import type { ListServersInput } from "./schema.ts"

type Found = { id: string; key: string; name: string; total: number }
export type FoundServers = { ids: string[]; total: number; nextCursor?: string }

const Position = z.tuple([z.string(), z.string()])

/**
 * Filtered, sorted and paged by the database, so that a fleet of thousands is as quick as one of three.
 * @throws Problem `invalid-input` when the cursor is not of this list
 */
export async function findServers(db: DomainContext["db"], input: ListServersInput): Promise<FoundServers> {
  const found = await findPage(db, input)
  const shown = found.slice(0, input.limit)
  const last = found.length > input.limit ? shown.at(-1) : undefined
  return {
    ids: shown.map((row) => row.id),
    total: found[0]?.total ?? 0,
    ...(last && { nextCursor: encodeCursor([last.key, last.name]) }),
  }
}

/**
 * One more than the limit, so that the caller sees whether there is a next page. Each sort key is text that sorts as its value
 * does, and what is not known sorts below all; names are unique and break ties.
 */
function findPage(db: DomainContext["db"], input: ListServersInput): Promise<Found[]> {
  const after = decodeCursor(input.cursor, Position)
  const [afterKey, afterName] = after ?? ["", ""]
  const isUp = input.direction === "asc"
  const text = (input.text ?? "").toLowerCase()
  const { status = "", serviceId = null, mark = "", sort } = input
  const labels = JSON.stringify(input.labels ?? {})
  return db.$queryRaw<Found[]>`
    WITH matching AS (
      SELECT s.id, s.name COLLATE "C" AS name, (CASE ${sort}::text
        WHEN 'status' THEN CASE WHEN s."revokedAt" IS NOT NULL THEN '3' WHEN s."sessionReplica" IS NULL THEN '2' ELSE '1' END
        WHEN 'lastSeenAt' THEN coalesce(to_char(s."lastSeenAt" AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSMS'), '')
        WHEN 'name' THEN s.name
        ELSE coalesce(to_char((s.vitals->>${sort}::text)::float8, 'FM0.000000'), '')
      END) COLLATE "C" AS key
      FROM "Server" s
      WHERE s."removedAt" IS NULL
        AND (${text} = '' OR position(${text} IN lower(s.name)) > 0 OR position(${text} IN coalesce(s.address, '')) > 0
          OR EXISTS (SELECT 1 FROM "Label" l WHERE l."serverId" = s.id AND position(${text} IN lower(l.key || '=' || l.value)) > 0))
        AND (${status}::text = '' OR ${status}::text = CASE WHEN s."revokedAt" IS NOT NULL THEN 'revoked'
          WHEN s."sessionReplica" IS NULL THEN 'offline' ELSE 'online' END)
        AND NOT EXISTS (SELECT 1 FROM jsonb_each_text(${labels}::jsonb) wanted WHERE NOT EXISTS (
          SELECT 1 FROM "Label" l WHERE l."serverId" = s.id AND l.key = wanted.key AND l.value = wanted.value))
        AND (${serviceId}::uuid IS NULL OR EXISTS (
          SELECT 1 FROM "ServiceOnServer" o WHERE o."serverId" = s.id AND o."serviceId" = ${serviceId}::uuid))
        AND (${mark}::text <> 'drifted' OR EXISTS (
          SELECT 1 FROM "ServiceOnServer" o WHERE o."serverId" = s.id AND o."isDrifted"))
        AND (${mark}::text <> 'behind' OR EXISTS (
          SELECT 1 FROM "ServiceOnServer" o LEFT JOIN "EnvVersion" applied ON applied.id = o."appliedVersionId"
          JOIN "EnvVersion" newer ON newer."serviceId" = o."serviceId" AND newer."serverId" = o."serverId"
            AND newer.number > coalesce(applied.number, 0)
          WHERE o."serverId" = s.id))
    )
    SELECT id, key, name, (SELECT count(*)::int FROM matching) AS total FROM matching
    WHERE ${after === undefined}
      OR (${isUp} AND (key, name) > (${afterKey} COLLATE "C", ${afterName} COLLATE "C"))
      OR (NOT ${isUp} AND (key < ${afterKey} COLLATE "C" OR (key = ${afterKey} AND name > ${afterName} COLLATE "C")))
    ORDER BY CASE WHEN ${isUp} THEN key END ASC, CASE WHEN NOT ${isUp} THEN key END DESC, name ASC
    LIMIT ${input.limit + 1}`
}
