import { pairsOf, parseEnvText } from "@signalbox/env-file/parse"
import { plainValues } from "@signalbox/env-file/plain-value"
import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import type { z } from "zod"
import { appendAudit } from "../audit/append-audit.ts"
import { EnvFacts } from "../audit/facts.ts"
import type { DomainContext } from "../context.ts"
import { findService } from "../services/lock-service.ts"
import { refuseUnassigned } from "./find-assignment.ts"
import { newestDocuments, overridesOf } from "./newest-documents.ts"
import { newestVersions } from "./newest-versions.ts"
import type { EnvRevealedView, RevealEnvInput } from "./schema.ts"
import { openVersionText } from "./sealed-text.ts"

/**
 * One value in clear. Who asked, for what and why is in the audit log before the value is out; without an entry there is no value.
 * With a server the value is that of its overrides or else of its newest version; without one, of the base.
 * @throws Problem `not-found`
 */
export async function revealEnv(
  ctx: Pick<DomainContext, "db" | "sealer" | "actor" | "publish">,
  input: z.infer<typeof RevealEnvInput>,
): Promise<EnvRevealedView> {
  const { serviceId, serverId, key, reason } = input
  const { value, seq } = await ctx.db.$transaction(async (tx) => {
    const service = await findService(tx, serviceId)
    const value = await findValue(tx, ctx, input)
    if (value === undefined) throw new Problem("not-found", `${service.name} has no such key there.`)
    const seq = await appendAudit(tx, {
      actor: ctx.actor,
      action: "env.reveal",
      object: { kind: "env", id: serviceId, name: service.name },
      serverId,
      result: "done",
      reason,
      after: EnvFacts.key(key),
    })
    return { value, seq }
  })
  ctx.publish({ kind: "audit", seq })
  return { key, value }
}

async function findValue(
  tx: Tx,
  { sealer }: Pick<DomainContext, "sealer">,
  { serviceId, serverId, key }: z.infer<typeof RevealEnvInput>,
): Promise<string | undefined> {
  const documents = await newestDocuments(tx, sealer, serviceId)
  if (serverId === null) return valueIn(documents.base.text, key)
  await refuseUnassigned(tx, { serviceId, serverId })
  const version = (await newestVersions(tx, serviceId, [serverId])).get(serverId)
  const texts = [
    overridesOf(documents, serverId).text,
    version ? openVersionText(sealer, version) : documents.base.text,
  ]
  return texts.map((text) => valueIn(text, key)).find((value) => value !== undefined)
}

function valueIn(text: string, key: string): string | undefined {
  return plainValues(pairsOf(parseEnvText(text))).get(key)
}
