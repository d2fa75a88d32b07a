import { Problem } from "@signalbox/protocol/problem"
import { type RedisSettings, readRedisSettings } from "@signalbox/protocol/redis-policy"
import type { DomainContext } from "../context.ts"
import { textFor } from "../env/make-versions.ts"
import { type Document, newestDocuments, overridesOf } from "../env/newest-documents.ts"
import { policyOf, policyValues } from "../kinds/redis-kind.ts"
import { getService } from "../services/get-service.ts"
import type { ServiceView } from "../services/schema.ts"
import type { RedisDocumentView, RedisPolicyView, RedisSettingsView } from "./schema.ts"

type ReadContext = Pick<DomainContext, "db" | "sealer" | "actor">

/**
 * A policy with its servers. Passwords are told as yes or no.
 * @throws Problem `not-found`, also for a service of another kind
 */
export async function getRedisPolicy(ctx: ReadContext, { serviceId }: { serviceId: string }): Promise<RedisPolicyView> {
  const service = await getRedisService(ctx, serviceId)
  const documents = await newestDocuments(ctx.db, ctx.sealer, serviceId)
  const { name, description, envPath: path, units, may } = service
  return {
    ...{ serviceId, name, description, path, unit: units[0] ?? "" },
    base: documentView(documents.base),
    servers: service.servers.map((server) => ({
      serverId: server.serverId,
      serverName: server.serverName,
      serverHue: server.serverHue,
      isOnline: server.serverStatus === "online",
      appliedNumber: server.appliedNumber,
      latestNumber: server.latestNumber,
      isDrifted: server.isDrifted,
      change: server.change,
      overrides: documentView(overridesOf(documents, server.serverId)),
      effective: effectiveView(textFor(documents, server.serverId)),
    })),
    may: { edit: may.edit, rollOut: may.rollOut },
  }
}

/** All policies, by name: they are few and small. */
export async function listRedisPolicies(ctx: ReadContext): Promise<{ items: RedisPolicyView[] }> {
  const rows = await ctx.db.service.findMany({
    where: { kind: "redis", removedAt: null },
    select: { id: true },
    orderBy: { name: "asc" },
  })
  const items = []
  for (const { id } of rows) items.push(await getRedisPolicy(ctx, { serviceId: id }))
  return { items }
}

/** @throws Problem `not-found`, also for a service of another kind */
export async function getRedisService(
  ctx: Pick<DomainContext, "db" | "actor">,
  serviceId: string,
): Promise<ServiceView> {
  const service = await getService(ctx, { serviceId })
  if (service.kind !== "redis") throw new Problem("not-found", "There is no such Redis policy.")
  return service
}

function documentView({ revision, text }: Document): RedisDocumentView {
  return { revision, settings: settingsView(readRedisSettings(policyValues(text))) }
}

function effectiveView(text: string): RedisSettingsView | null {
  try {
    return settingsView(policyOf(text))
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}

function settingsView({ password, retiringPassword, ...shown }: RedisSettings): RedisSettingsView {
  return { ...shown, hasPassword: !!password, isRotating: !!retiringPassword }
}
