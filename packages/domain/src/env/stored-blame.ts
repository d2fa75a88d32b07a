// Who last changed each key of a document, kept with every revision, so that a view opens the newest text alone. Names of keys are not
// secret; what may be a piece of a value that goes on over lines only reads like one, and is not kept.
import { type Blame, blameKeys, nextBlame } from "@signalbox/env-file/blame"
import type { Tx } from "@signalbox/prisma/client"
import { z } from "zod"
import type { Sealer } from "../sealing/sealer.ts"
import { shownKeys } from "./key-changes.ts"
import type { RevisionRow } from "./newest-revisions.ts"
import { openDocumentText } from "./sealed-text.ts"

type Blaming = { db: Pick<Tx, "envDocument">; sealer: Sealer }

const Stored = z.array(z.tuple([z.string(), z.number().int()]))

/** The column of the revision that follows `before`; undefined: it is the first one. */
export async function blameColumn(
  ctx: Blaming,
  before: RevisionRow | undefined,
  next: { revision: number; text: string },
): Promise<[string, number][]> {
  const known = before
    ? { blame: await readBlame(ctx, before), text: openDocumentText(ctx.sealer, before) }
    : { blame: new Map(), text: "" }
  return keptKeys(nextBlame(known, { number: next.revision, text: next.text }), next.text)
}

/**
 * The blame of a document's newest revision. One that was written before blame was kept gets it here, from all revisions, once.
 * @throws Problem `sealed-unreadable`
 */
export async function readBlame(ctx: Blaming, newest: RevisionRow): Promise<Blame> {
  const stored = Stored.safeParse(newest.blame)
  if (stored.success) return new Map(stored.data)
  const { serviceId, serverId, revision } = newest
  const rows = await ctx.db.envDocument.findMany({ where: { serviceId, serverId, revision: { lte: revision } } })
  const texts = rows.map((row) => ({ number: row.revision, text: openDocumentText(ctx.sealer, row) }))
  const blame = keptKeys(blameKeys(texts), texts.find(({ number }) => number === revision)?.text ?? "")
  await ctx.db.envDocument.update({ where: { id: newest.id }, data: { blame } })
  return new Map(blame)
}

/** As if every value were secret: this column is not sealed, and what a service declares secret may change later. */
function keptKeys(blame: Blame, text: string): [string, number][] {
  const isName = shownKeys([text], [...blame.keys()])
  return [...blame].filter(([key]) => isName(key))
}
