import { z } from "zod"
import type { DomainContext } from "../context.ts"
import { decodeCursor, encodeCursor } from "../cursor.ts"
import type { Page, PageInput } from "../paging.ts"
import { enrolmentView } from "./enrolment-view.ts"
import type { EnrolmentView } from "./schema.ts"

/** Newest first. Ids are UUIDv7, so they are in order of making. */
export async function listEnrolments(
  ctx: Pick<DomainContext, "db" | "clock">,
  input: PageInput,
): Promise<Page<EnrolmentView>> {
  const { limit } = input
  const before = decodeCursor(input.cursor, z.uuid())
  const [rows, total] = await Promise.all([
    ctx.db.enrolment.findMany({
      where: before === undefined ? {} : { id: { lt: before } },
      orderBy: { id: "desc" },
      take: limit + 1,
    }),
    ctx.db.enrolment.count(),
  ])
  const now = ctx.clock.now()
  const items = rows.slice(0, limit).map((row) => enrolmentView(row, now))
  const last = items.at(-1)
  return rows.length > limit && last ? { items, total, nextCursor: encodeCursor(last.id) } : { items, total }
}
