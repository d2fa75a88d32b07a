import type { Blame } from "@signalbox/env-file/blame"
import { maskEnvText } from "@signalbox/env-file/mask"
import type { DomainContext } from "../context.ts"
import { shownKeys } from "./key-changes.ts"
import { newestRevisions } from "./newest-revisions.ts"
import type { EnvDocumentView } from "./schema.ts"
import { openDocumentText } from "./sealed-text.ts"
import { readBlame } from "./stored-blame.ts"

type Author = { authorName: string; createdAt: Date }
export type NewestDocument = Author & {
  revision: number
  text: string
  note: string
  blame: Blame
  /** Revision → who wrote it, of those that the blame names. */
  authors: ReadonlyMap<number, Author>
}

/** Server id, or null for the base → the newest revision of that document; no other is opened. */
export async function readDocuments(
  ctx: Pick<DomainContext, "db" | "sealer">,
  { serviceId, serverIds }: { serviceId: string; serverIds: readonly string[] },
): Promise<Map<string | null, NewestDocument>> {
  const opened = []
  for (const row of await newestRevisions(ctx.db, { serviceId, serverIds })) {
    opened.push({ row, text: openDocumentText(ctx.sealer, row), blame: await readBlame(ctx, row) })
  }
  const authors = await readAuthors(ctx, { serviceId, revisions: opened.flatMap(({ blame }) => [...blame.values()]) })
  return new Map(
    opened.map(({ row, text, blame }) => {
      const { serverId, revision, note, authorName, createdAt } = row
      const document = { revision, text, note, authorName, createdAt, blame }
      return [serverId, { ...document, authors: authors.get(serverId) ?? new Map() }]
    }),
  )
}

/** Server id, or null for the base → revision → who wrote it. */
async function readAuthors(
  { db }: Pick<DomainContext, "db">,
  { serviceId, revisions }: { serviceId: string; revisions: number[] },
): Promise<Map<string | null, Map<number, Author>>> {
  const rows = await db.envDocument.findMany({
    where: { serviceId, revision: { in: [...new Set(revisions)] } },
    select: { serverId: true, revision: true, authorName: true, createdAt: true },
  })
  const authors = new Map<string | null, Map<number, Author>>()
  for (const { serverId, revision, ...author } of rows) {
    const ofDocument = authors.get(serverId) ?? new Map<number, Author>()
    authors.set(serverId, ofDocument.set(revision, author))
  }
  return authors
}

export function documentView(
  serverId: string | null,
  newest: NewestDocument | undefined,
  secretKeys: string[],
): EnvDocumentView {
  if (!newest) return { serverId, revision: 0, text: "", note: "", authorName: null, createdAt: null, blame: {} }
  return {
    serverId,
    revision: newest.revision,
    text: maskEnvText(newest.text, secretKeys),
    note: newest.note,
    authorName: newest.authorName,
    createdAt: newest.createdAt.toISOString(),
    blame: blameView(newest, shownKeys([newest.text], secretKeys)),
  }
}

function blameView({ blame, authors }: NewestDocument, isShown: (key: string) => boolean): EnvDocumentView["blame"] {
  const entries = [...blame].flatMap(([key, revision]) => {
    const author = authors.get(revision)
    return author && isShown(key)
      ? [[key, { revision, authorName: author.authorName, at: author.createdAt.toISOString() }]]
      : []
  })
  return Object.fromEntries(entries)
}
