import type { Db } from "@signalbox/prisma/client"
import { z } from "zod"
import { decodeCursor, encodeCursor } from "../cursor.ts"
import type { Page } from "../paging.ts"
import type { ListServicesInput, ServiceRowView } from "./schema.ts"

type SpreadRow = { serviceId: string; number: number | null; servers: number; drifted: number; behind: number }

/** Services by name, each with how its versions are spread over its servers. */
export async function listServices(
  ctx: { db: Pick<Db, "service" | "$queryRaw"> },
  input: z.infer<typeof ListServicesInput>,
): Promise<Page<ServiceRowView>> {
  const after = decodeCursor(input.cursor, z.string())
  const { text } = input
  const has = { contains: text ?? "", mode: "insensitive" as const }
  const where = {
    kind: input.kind,
    removedAt: null,
    ...(text && { OR: [{ name: has }, { description: has }, { envPath: has }] }),
  }
  const [rows, total] = await Promise.all([
    ctx.db.service.findMany({
      where: { AND: [where, after === undefined ? {} : { name: { gt: after } }] },
      orderBy: { name: "asc" },
      take: input.limit + 1,
    }),
    ctx.db.service.count({ where }),
  ])
  const shown = rows.slice(0, input.limit)
  const spread = await spreadOf(
    ctx.db,
    shown.map((row) => row.id),
  )
  const last = rows.length > input.limit ? shown.at(-1) : undefined
  return {
    items: shown.map((row) =>
      rowView(
        row,
        spread.filter((part) => part.serviceId === row.id),
      ),
    ),
    total,
    ...(last && { nextCursor: encodeCursor(last.name) }),
  }
}

function rowView(row: Pick<ServiceRowView, "id" | "name" | "description" | "envPath" | "units">, spread: SpreadRow[]) {
  const { id, name, description, envPath, units } = row
  const sum = (field: "servers" | "drifted" | "behind") => spread.reduce((total, part) => total + part[field], 0)
  return {
    ...{ id, name, description, envPath, units },
    servers: sum("servers"),
    drifted: sum("drifted"),
    behind: sum("behind"),
    spread: spread.map(({ number, servers }) => ({ number, servers })),
  }
}

function spreadOf(db: Pick<Db, "$queryRaw">, serviceIds: string[]): Promise<SpreadRow[]> {
  if (serviceIds.length === 0) return Promise.resolve([])
  return db.$queryRaw<SpreadRow[]>`
    SELECT s."serviceId", applied.number, count(*)::int AS servers,
      (count(*) FILTER (WHERE s."isDrifted"))::int AS drifted,
      (count(*) FILTER (WHERE newest.number > coalesce(applied.number, 0)))::int AS behind
    FROM "ServiceOnServer" s
    JOIN "Server" server ON server.id = s."serverId" AND server."removedAt" IS NULL
    LEFT JOIN "EnvVersion" applied ON applied.id = s."appliedVersionId"
    LEFT JOIN LATERAL (
      SELECT max(v.number) AS number FROM "EnvVersion" v
      WHERE v."serviceId" = s."serviceId" AND v."serverId" = s."serverId"
    ) newest ON true
    WHERE s."serviceId" = ANY(${serviceIds}::uuid[])
    GROUP BY s."serviceId", applied.number
    ORDER BY s."serviceId", applied.number DESC NULLS LAST`
}
