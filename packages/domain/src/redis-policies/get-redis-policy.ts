import type { DomainContext } from "../context.ts"
import { assignedServers } from "../env/assigned-servers.ts"
import { textFor } from "../env/make-versions.ts"
import { newestDocuments, overridesOf } from "../env/newest-documents.ts"
import { serviceStandings } from "../services/service-standings.ts"
import { findRedisPolicy } from "./find-redis-policy.ts"
import { policyAdvice } from "./policy-advice.ts"
import { policySummary, settingNames } from "./policy-text.ts"
import type { RedisPolicyServerView, RedisPolicyView } from "./schema.ts"

/** @throws Problem `not-found` */
export async function getRedisPolicy(
  ctx: Pick<DomainContext, "db" | "sealer" | "actor">,
  { serviceId }: { serviceId: string },
): Promise<RedisPolicyView> {
  const service = await findRedisPolicy(ctx.db, serviceId)
  const documents = await newestDocuments(ctx.db, ctx.sealer, serviceId)
  const [servers, standings] = await Promise.all([
    assignedServers(ctx.db, serviceId),
    serviceStandings(ctx.db, { serviceIds: [serviceId] }),
  ])
  const onServers = servers.map((server): RedisPolicyServerView => {
    const overrides = overridesOf(documents, server.id)
    const standing = standings.find((each) => each.serverId === server.id)
    return {
      serverId: server.id,
      serverName: server.name,
      serverHue: server.hue,
      appliedNumber: standing?.appliedNumber ?? null,
      newestNumber: standing?.latestNumber ?? null,
      isDrifted: server.isDrifted,
      overridesRevision: overrides.revision,
      overridden: settingNames(overrides.text),
      policy: policySummary(textFor(documents, server.id)),
    }
  })
  const base = policySummary(documents.base.text)
  const operates = ctx.actor.role !== "viewer"
  return {
    serviceId,
    name: service.name,
    description: service.description,
    unit: service.units[0] ?? "",
    path: service.envPath,
    base,
    servers: onServers.length,
    drifted: onServers.filter(({ isDrifted }) => isDrifted).length,
    behind: onServers.filter(({ appliedNumber, newestNumber }) => (newestNumber ?? 0) > (appliedNumber ?? 0)).length,
    baseRevision: documents.base.revision,
    onServers,
    advice: base ? policyAdvice(base) : [],
    may: { edit: operates, rollOut: operates },
  }
}
