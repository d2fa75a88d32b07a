import type { z } from "zod"
import type { DomainContext } from "../context.ts"
import { findService } from "../services/lock-service.ts"
import { type AssignedServer, assignedServers } from "./assigned-servers.ts"
import { dialectsOf } from "./dialects-of.ts"
import { documentView, readDocuments } from "./document-view.ts"
import { effectiveText } from "./env-text.ts"
import { equalityLetters } from "./equality-letters.ts"
import { keyChangeViews } from "./key-changes.ts"
import type { EnvView, GetEnvInput, KeyChangeView } from "./schema.ts"
import { openVersionText } from "./sealed-text.ts"
import { type VersionRow, versionView } from "./version-view.ts"

/**
 * All that the editor shows: masked texts, who last changed each key, and which servers have equal values.
 * @throws Problem `not-found`
 */
export async function getEnv(
  ctx: Pick<DomainContext, "db" | "sealer">,
  { serviceId }: z.infer<typeof GetEnvInput>,
): Promise<EnvView> {
  const service = await findService(ctx.db, serviceId)
  const { secretKeys } = service
  const servers = await assignedServers(ctx.db, serviceId)
  const [documents, versions] = await Promise.all([
    readDocuments(ctx, { serviceId, serverIds: servers.map((server) => server.id) }),
    readVersions(ctx.db, serviceId, servers),
  ])
  const base = documentView(null, documents.get(null), secretKeys)
  const baseText = documents.get(null)?.text ?? ""
  const textOf = (serverId: string) => effectiveText(baseText, documents.get(serverId)?.text ?? "")
  const readers = { dialects: dialectsOf(service), secretKeys }
  // Most servers of a large fleet run what is saved: for those nothing need be read.
  const changesSince = (applied: string, text: string): KeyChangeView[] =>
    applied === text ? [] : keyChangeViews(applied, text, readers)
  return {
    serviceId,
    serviceName: service.name,
    base,
    servers: servers.map((server) => {
      const open = { sealer: ctx.sealer, secretKeys, appliedVersionId: server.appliedVersionId }
      const latest = versions.latest.get(server.id)
      const applied = versions.applied.get(server.id)
      return {
        serverId: server.id,
        serverName: server.name,
        serverHue: server.hue,
        overrides: documentView(server.id, documents.get(server.id), secretKeys),
        latest: latest ? versionView(latest, open) : null,
        applied: applied ? versionView(applied, open) : null,
        pending: changesSince(applied ? openVersionText(ctx.sealer, applied) : "", textOf(server.id)),
        isDrifted: server.isDrifted,
      }
    }),
    equality: equalityLetters(new Map(servers.map((server) => [server.id, textOf(server.id)])), secretKeys),
    secretKeys,
  }
}

async function readVersions(db: DomainContext["db"], serviceId: string, servers: readonly AssignedServer[]) {
  const serverIds = servers.map((server) => server.id)
  const newest = await db.envVersion.groupBy({
    by: ["serverId"],
    where: { serviceId, serverId: { in: serverIds } },
    _max: { number: true },
  })
  const numberOf = new Map(newest.map((row) => [row.serverId, row._max.number]))
  const appliedIds = servers.flatMap((server) => server.appliedVersionId ?? [])
  const wanted = [...numberOf].map(([serverId, number]) => ({ serverId, number: number ?? 0 }))
  const rows = await db.envVersion.findMany({
    where: { serviceId, OR: [{ id: { in: appliedIds } }, ...wanted] },
  })
  const applied = rows.filter((row) => appliedIds.includes(row.id))
  const latest = rows.filter((row) => numberOf.get(row.serverId) === row.number)
  const byServer = (list: VersionRow[]) => new Map(list.map((row) => [row.serverId, row]))
  return { applied: byServer(applied), latest: byServer(latest) }
}
