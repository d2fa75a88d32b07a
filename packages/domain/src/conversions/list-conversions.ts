import { z } from "zod"
import type { DomainContext } from "../context.ts"
import { decodeCursor, encodeCursor } from "../cursor.ts"
import type { Page } from "../paging.ts"
import { type ConversionRow, conversionStatus } from "./lock-conversion.ts"
import type { ConversionRowView, ListConversionsInput } from "./schema.ts"

/** Newest first. @throws Problem `invalid-input` for a cursor that this list did not give */
export async function listConversions(
  { db }: Pick<DomainContext, "db">,
  input: z.infer<typeof ListConversionsInput>,
): Promise<Page<ConversionRowView>> {
  const before = decodeCursor(input.cursor, z.number().int())
  const [rows, total] = await Promise.all([
    db.conversion.findMany({
      where: before === undefined ? {} : { number: { lt: before } },
      orderBy: { number: "desc" },
      take: input.limit + 1,
      include: { steps: { select: { state: true } } },
    }),
    db.conversion.count(),
  ])
  const shown = rows.slice(0, input.limit)
  const last = rows.length > input.limit ? shown.at(-1) : undefined
  const items = shown.map((row) => conversionRowView(row, row.steps))
  return { items, total, ...(last && { nextCursor: encodeCursor(last.number) }) }
}

export function conversionRowView(row: ConversionRow, steps: readonly { state: string }[]): ConversionRowView {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    phase: row.phase,
    status: conversionStatus(row.state),
    servers: row.serverIds.length,
    stepsDone: steps.filter(({ state }) => state === "done").length,
    stepsTotal: steps.length,
    createdByName: row.createdByName,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }
}
