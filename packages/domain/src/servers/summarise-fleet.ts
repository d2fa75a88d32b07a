import type { DomainContext } from "../context.ts"
import type { FleetSummaryView } from "./schema.ts"

type Counts = Omit<FleetSummaryView, "labelKeys">

/** Counts over the whole fleet. */
export async function summariseFleet(ctx: Pick<DomainContext, "db">): Promise<FleetSummaryView> {
  const [counts, labels] = await Promise.all([
    ctx.db.$queryRaw<[Counts]>`
      SELECT count(*)::int AS total,
        (count(*) FILTER (WHERE s."revokedAt" IS NOT NULL))::int AS revoked,
        (count(*) FILTER (WHERE s."revokedAt" IS NULL AND s."sessionReplica" IS NOT NULL))::int AS online,
        (count(*) FILTER (WHERE s."revokedAt" IS NULL AND s."sessionReplica" IS NULL))::int AS offline,
        (count(*) FILTER (WHERE stands.drifted))::int AS drifted,
        (count(*) FILTER (WHERE stands.behind))::int AS behind
      FROM "Server" s
      LEFT JOIN LATERAL (
        SELECT bool_or(o."isDrifted") AS drifted, bool_or(newest.number > coalesce(applied.number, 0)) AS behind
        FROM "ServiceOnServer" o
        LEFT JOIN "EnvVersion" applied ON applied.id = o."appliedVersionId"
        LEFT JOIN LATERAL (
          SELECT max(v.number) AS number FROM "EnvVersion" v
          WHERE v."serviceId" = o."serviceId" AND v."serverId" = o."serverId"
        ) newest ON true
        WHERE o."serverId" = s.id
      ) stands ON true
      WHERE s."removedAt" IS NULL`,
    ctx.db.label.groupBy({
      by: ["key", "value"],
      where: { server: { removedAt: null } },
      _count: { serverId: true },
      orderBy: [{ key: "asc" }, { value: "asc" }],
    }),
  ])
  const byKey = Map.groupBy(labels, (row) => row.key)
  return {
    ...counts[0],
    labelKeys: [...byKey].map(([key, rows]) => ({
      key,
      values: rows.map((row) => ({ value: row.value, servers: row._count.serverId })),
    })),
  }
}
