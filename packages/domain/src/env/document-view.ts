import { blameKeys } from "@signalbox/env-file/blame"
import { maskEnvText } from "@signalbox/env-file/mask"
import type { DomainContext } from "../context.ts"
import { shownKeys } from "./key-changes.ts"
import type { EnvDocumentView } from "./schema.ts"
import { openDocumentText } from "./sealed-text.ts"

export type Revision = { revision: number; text: string; note: string; authorName: string; createdAt: Date }

/** Server id, or null for the base → all revisions of that document, oldest first. */
export async function readRevisions(
  ctx: Pick<DomainContext, "db" | "sealer">,
  { serviceId, serverIds }: { serviceId: string; serverIds: string[] },
): Promise<Map<string | null, Revision[]>> {
  const rows = await ctx.db.envDocument.findMany({
    where: { serviceId, OR: [{ serverId: null }, { serverId: { in: serverIds } }] },
    orderBy: { revision: "asc" },
  })
  const revisions = new Map<string | null, Revision[]>()
  for (const row of rows) {
    const { revision, note, authorName, createdAt } = row
    const list = revisions.get(row.serverId) ?? []
    list.push({ revision, text: openDocumentText(ctx.sealer, row), note, authorName, createdAt })
    revisions.set(row.serverId, list)
  }
  return revisions
}

export function documentView(serverId: string | null, revisions: Revision[], secretKeys: string[]): EnvDocumentView {
  const last = revisions.at(-1)
  if (!last) return { serverId, revision: 0, text: "", note: "", authorName: null, createdAt: null, blame: {} }
  return {
    serverId,
    revision: last.revision,
    text: maskEnvText(last.text, secretKeys),
    note: last.note,
    authorName: last.authorName,
    createdAt: last.createdAt.toISOString(),
    blame: blameOf(revisions, shownKeys([last.text], secretKeys)),
  }
}

function blameOf(revisions: Revision[], isShown: (key: string) => boolean): EnvDocumentView["blame"] {
  const byNumber = new Map(revisions.map((revision) => [revision.revision, revision]))
  const keys = blameKeys(revisions.map(({ revision, text }) => ({ number: revision, text })))
  const blame: EnvDocumentView["blame"] = {}
  for (const [key, number] of keys) {
    const revision = byNumber.get(number)
    if (!revision || !isShown(key)) continue
    blame[key] = { revision: number, authorName: revision.authorName, at: revision.createdAt.toISOString() }
  }
  return blame
}
