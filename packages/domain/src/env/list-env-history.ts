import { z } from "zod"
import type { DomainContext } from "../context.ts"
import { decodeCursor, encodeCursor } from "../cursor.ts"
import type { Page } from "../paging.ts"
import { findService } from "../services/lock-service.ts"
import { dialectsOf } from "./dialects-of.ts"
import { keyChanges } from "./key-changes.ts"
import type { EnvHistoryInput, EnvHistoryItemView } from "./schema.ts"
import { openVersionText } from "./sealed-text.ts"
import { versionFacts } from "./version-view.ts"

/**
 * A server's versions, newest first, each with how much it changed. History stays when the server is taken off the service.
 * @throws Problem `not-found`
 */
export async function listEnvHistory(
  ctx: Pick<DomainContext, "db" | "sealer">,
  input: z.infer<typeof EnvHistoryInput>,
): Promise<Page<EnvHistoryItemView>> {
  const { serviceId, serverId, limit } = input
  const before = decodeCursor(input.cursor, z.number().int())
  const where = { serviceId, serverId }
  const service = await findService(ctx.db, serviceId)
  const [rows, total, standing] = await Promise.all([
    ctx.db.envVersion.findMany({
      where: { ...where, ...(before !== undefined && { number: { lt: before } }) },
      orderBy: { number: "desc" },
      take: limit + 1,
    }),
    ctx.db.envVersion.count({ where }),
    ctx.db.serviceOnServer.findUnique({ where: { serviceId_serverId: where }, select: { appliedVersionId: true } }),
  ])
  const texts = rows.map((row) => openVersionText(ctx.sealer, row))
  const items = rows.slice(0, limit).map((row, index) => ({
    ...versionFacts(row, standing?.appliedVersionId ?? null),
    changes: countChanges(texts[index + 1] ?? "", texts[index] ?? "", { dialects: dialectsOf(service) }),
  }))
  const last = rows.length > limit ? items.at(-1) : undefined
  return { items, total, ...(last && { nextCursor: encodeCursor(last.number) }) }
}

function countChanges(...what: Parameters<typeof keyChanges>): EnvHistoryItemView["changes"] {
  const kinds = keyChanges(...what).map((change) => change.kind)
  const count = (kind: string) => kinds.filter((one) => one === kind).length
  return { added: count("added"), changed: count("changed"), removed: count("removed") }
}
