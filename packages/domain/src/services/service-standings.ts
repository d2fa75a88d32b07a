// How services stand on servers: what was applied, what is newest, what moves.
import type { Db } from "@signalbox/prisma/client"
import type { ServiceStandingView } from "../servers/schema.ts"
import type { ChangeStatus } from "../status.ts"

export type Standing = ServiceStandingView & { serverId: string }
type TargetRow = { serviceId: string; serverId: string; number: number; state: string; step: string }

/** Every pairing of these services with these servers; leave one out for all. Ordered by service name. */
export async function serviceStandings(
  db: Pick<Db, "serviceOnServer" | "envVersion" | "$queryRaw">,
  where: { serviceIds?: string[]; serverIds?: string[] },
): Promise<Standing[]> {
  const filter = {
    ...(where.serviceIds && { serviceId: { in: where.serviceIds } }),
    ...(where.serverIds && { serverId: { in: where.serverIds } }),
  }
  const [rows, newest, targets] = await Promise.all([
    db.serviceOnServer.findMany({
      where: { ...filter, server: { removedAt: null }, service: { removedAt: null } },
      include: { service: { select: { name: true } }, appliedVersion: { select: { number: true } } },
      orderBy: [{ service: { name: "asc" } }, { server: { name: "asc" } }],
    }),
    db.envVersion.groupBy({ by: ["serviceId", "serverId"], where: filter, _max: { number: true } }),
    latestTargets(db, where),
  ])
  const newestByPair = new Map(newest.map((row) => [pair(row), row._max.number]))
  const targetByPair = new Map(targets.map((row) => [pair(row), row]))
  return rows.map((row) => ({
    serviceId: row.serviceId,
    serverId: row.serverId,
    serviceName: row.service.name,
    appliedNumber: row.appliedVersion?.number ?? null,
    latestNumber: newestByPair.get(pair(row)) ?? null,
    isDrifted: row.isDrifted,
    change: changeOf(targetByPair.get(pair(row))),
    observedAt: row.observedAt?.toISOString() ?? null,
  }))
}

function pair(row: { serviceId: string; serverId: string }): string {
  return `${row.serviceId} ${row.serverId}`
}

/** The part in the newest rollout of each pairing. */
function latestTargets(
  db: Pick<Db, "$queryRaw">,
  { serviceIds, serverIds }: { serviceIds?: string[]; serverIds?: string[] },
) {
  return db.$queryRaw<TargetRow[]>`
    SELECT DISTINCT ON (r."serviceId", t."serverId") r."serviceId", t."serverId", r.number, t.state::text, t.step
    FROM "RolloutTarget" t JOIN "Rollout" r ON r.id = t."rolloutId"
    WHERE (${serviceIds === undefined} OR r."serviceId" = ANY(${serviceIds ?? []}::uuid[]))
      AND (${serverIds === undefined} OR t."serverId" = ANY(${serverIds ?? []}::uuid[]))
    ORDER BY r."serviceId", t."serverId", r.number DESC`
}

/** Told while it moves, and when it ended otherwise than applied. */
function changeOf(target: TargetRow | undefined): ServiceStandingView["change"] {
  if (!target || target.state === "applied" || target.state === "skipped") return null
  return {
    rolloutNumber: target.number,
    status: target.state.replace("_", "-") as ChangeStatus,
    step: target.step,
  }
}
