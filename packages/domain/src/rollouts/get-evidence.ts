import { Problem } from "@signalbox/protocol/problem"
import type { DomainContext } from "../context.ts"
import { keyChangeViews } from "../env/key-changes.ts"
import { evidenceContext } from "./record-finished.ts"
import type { EvidenceView, TargetEvidenceView } from "./schema.ts"
import { StoredDefinition } from "./stored.ts"
import { openVersion } from "./version-text.ts"

/** What was seen on one server, and what changed there, masked. @throws Problem `not-found` */
export async function getEvidence(
  ctx: Pick<DomainContext, "db" | "sealer">,
  { rolloutId, serverId }: { rolloutId: string; serverId: string },
): Promise<TargetEvidenceView> {
  const target = await ctx.db.rolloutTarget.findUnique({
    where: { rolloutId_serverId: { rolloutId, serverId } },
    include: { fromVersion: true, toVersion: true, rollout: { select: { definition: true } } },
  })
  if (!target) throw new Problem("not-found", "There is no such server in this rollout.")
  const definition = StoredDefinition.parse(target.rollout.definition)
  const before = target.fromVersion ? openVersion(ctx.sealer, target.fromVersion).text : ""
  const after = openVersion(ctx.sealer, target.toVersion).text
  const sealed = target.sealedEvidence
  const evidence =
    sealed && (JSON.parse(ctx.sealer.open(sealed, evidenceContext(target.id)).toString()) as EvidenceView)
  return { evidence, changes: keyChangeViews(before, after, definition) }
}
