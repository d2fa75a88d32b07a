import { Problem } from "@signalbox/protocol/problem"
import type { z } from "zod"
import type { DomainContext } from "../context.ts"
import { findService } from "../services/lock-service.ts"
import { dialectsOf } from "./dialects-of.ts"
import { isLayoutOnly, keyChangeViews } from "./key-changes.ts"
import type { EnvDiffInput, EnvDiffView } from "./schema.ts"
import { openVersionText } from "./sealed-text.ts"

/**
 * What differs between two versions of one server, masked; from nothing when `from` is null.
 * @throws Problem `not-found`
 */
export async function diffEnvVersions(
  ctx: Pick<DomainContext, "db" | "sealer">,
  input: z.infer<typeof EnvDiffInput>,
): Promise<EnvDiffView> {
  const { serviceId, serverId, from, to } = input
  const service = await findService(ctx.db, serviceId)
  const readers = { dialects: dialectsOf(service), secretKeys: service.secretKeys }
  const textOf = async (number: number) => {
    const version = await ctx.db.envVersion.findUnique({
      where: { serviceId_serverId_number: { serviceId, serverId, number } },
    })
    if (!version) throw new Problem("not-found", `There is no version ${number} of ${service.name} on this server.`)
    return openVersionText(ctx.sealer, version)
  }
  const [before, after] = await Promise.all([from === null ? "" : textOf(from), textOf(to)])
  return {
    fromNumber: from,
    toNumber: to,
    changes: keyChangeViews(before, after, readers),
    layoutOnly: isLayoutOnly(before, after, readers),
  }
}
