// What a plan is made from, read in one go. Everything that is asked for must be there: a target that is unknown, named twice or
// missing is an error, never a smaller or a larger set.
import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import type { PlanRolloutInput } from "./schema.ts"

export type PlanMaterial = Awaited<ReturnType<typeof loadPlan>>
export type ServiceRow = PlanMaterial["service"]
export type StandingRow = PlanMaterial["standings"][number]
export type VersionRow = NonNullable<StandingRow["appliedVersion"]>
export type TargetMaterial = { standing: StandingRow; to: VersionRow }

/**
 * @throws Problem `empty-target-list`, `duplicate-target`, or `not-found` for a service, a server that is not on it, or a version
 */
export async function loadPlan(tx: Tx, input: Pick<PlanRolloutInput, "serviceId" | "targets">) {
  assertListed(input.targets)
  const service = await tx.service.findFirst({ where: { id: input.serviceId, removedAt: null } })
  if (!service) throw new Problem("not-found", "There is no such service.")
  const standings = await tx.serviceOnServer.findMany({
    where: { serviceId: service.id, server: { removedAt: null } },
    include: { server: true, appliedVersion: true },
  })
  const underWay = await tx.rollout.findFirst({
    where: { serviceId: service.id, state: { notIn: ["finished", "aborted"] } },
    select: { id: true, number: true },
  })
  const byServer = new Map(standings.map((standing) => [standing.serverId, standing]))
  const versions = await loadVersions(tx, input)
  const targets = input.targets.map(({ serverId, number }): TargetMaterial => {
    const standing = byServer.get(serverId)
    if (!standing) throw new Problem("not-found", `There is no server ${serverId} that runs ${service.name}.`)
    const to = versions.get(serverId)
    if (!to) throw new Problem("not-found", missingVersion(standing.server.name, { service: service.name, number }))
    return { standing, to }
  })
  return { service, standings, targets, underWay }
}

function assertListed(targets: PlanRolloutInput["targets"]): void {
  if (targets.length === 0) throw new Problem("empty-target-list")
  const seen = new Set<string>()
  for (const { serverId } of targets) {
    if (seen.has(serverId)) throw new Problem("duplicate-target", `The server ${serverId} was named twice.`)
    seen.add(serverId)
  }
}

/** Server → the version that it shall get: the one that was named, or its newest. */
async function loadVersions(tx: Tx, { serviceId, targets }: Pick<PlanRolloutInput, "serviceId" | "targets">) {
  const newest = targets.filter((target) => target.number === undefined).map((target) => target.serverId)
  const named = targets.flatMap(({ serverId, number }) => (number === undefined ? [] : [{ serverId, number }]))
  // One after the other: within a transaction there is one connection.
  const latest = await tx.envVersion.findMany({
    where: { serviceId, serverId: { in: newest } },
    distinct: ["serverId"],
    orderBy: [{ serverId: "asc" }, { number: "desc" }],
  })
  const exact = named.length === 0 ? [] : await tx.envVersion.findMany({ where: { serviceId, OR: named } })
  return new Map([...latest, ...exact].map((version) => [version.serverId, version]))
}

function missingVersion(serverName: string, asked: { service: string; number: number | undefined }): string {
  return asked.number === undefined
    ? `No env of ${asked.service} was saved for ${serverName} yet.`
    : `The env of ${asked.service} on ${serverName} has no version ${asked.number}.`
}
