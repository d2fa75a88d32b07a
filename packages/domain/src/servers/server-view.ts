import type { Db } from "@signalbox/prisma/client"
import { HostFacts, HostVitals, UnitState } from "@signalbox/protocol/observe"
import { HostPolicy } from "@signalbox/protocol/policy"
import { z } from "zod"
import type { Actor } from "../access/schema.ts"
import { type Standing, serviceStandings } from "../services/service-standings.ts"
import { serverPolicy } from "./policy.ts"
import type { ServerRowView, ServerView } from "./schema.ts"
import { serverStatus } from "./server-status.ts"

const Units = z.array(UnitState)

type ServerRow = Awaited<ReturnType<Db["server"]["findUniqueOrThrow"]>> & { labels: { key: string; value: string }[] }

/** Rows of these servers, in this order, each with its services. */
export async function serverRowViews(
  db: Pick<Db, "server" | "serviceOnServer" | "envVersion" | "$queryRaw">,
  ids: string[],
): Promise<ServerRowView[]> {
  if (ids.length === 0) return []
  const [rows, standings] = await Promise.all([
    db.server.findMany({ where: { id: { in: ids } }, include: { labels: true } }),
    serviceStandings(db, { serverIds: ids }),
  ])
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row ? [serverRowView(row, standings)] : []
  })
}

function serverRowView(row: ServerRow, standings: Standing[]): ServerRowView {
  const units = unitStates(row)
  const vitals = HostVitals.safeParse(row.vitals)
  return {
    id: row.id,
    name: row.name,
    hue: row.hue,
    status: serverStatus(row),
    address: row.address,
    labels: Object.fromEntries(row.labels.map(({ key, value }) => [key, value])),
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    services: standings
      .filter((standing) => standing.serverId === row.id)
      .map(({ serverId: _, ...standing }) => standing),
    units: {
      active: units.filter((unit) => unit.activeState === "active").length,
      total: units.length,
      failed: units.filter((unit) => unit.activeState === "failed").map((unit) => unit.name),
    },
    vitals: vitals.success ? vitals.data : null,
    agentVersion: row.agentVersion,
  }
}

/** One server, with all that is known of it. */
export async function serverView(
  db: Pick<Db, "server" | "serviceOnServer" | "envVersion" | "$queryRaw">,
  actor: Pick<Actor, "role">,
  row: ServerRow,
): Promise<ServerView> {
  const standings = await serviceStandings(db, { serverIds: [row.id] })
  const facts = HostFacts.safeParse(row.facts)
  const policy = HostPolicy.safeParse(row.policy)
  return {
    ...serverRowView(row, standings),
    enrolledAt: row.enrolledAt.toISOString(),
    connectedAt: row.connectedAt?.toISOString() ?? null,
    lockedReason: row.lockedReason,
    facts: facts.success ? facts.data : null,
    policy: policy.success ? policy.data : null,
    policyFault: row.policyFault,
    unitStates: unitStates(row),
    unitsAt: row.unitsAt?.toISOString() ?? null,
    may: serverPolicy(actor),
  }
}

function unitStates(row: Pick<ServerRow, "units">): UnitState[] {
  const parsed = Units.safeParse(row.units)
  return parsed.success ? parsed.data : []
}
