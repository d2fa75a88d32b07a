import { z } from "zod"
import type { DomainContext } from "../context.ts"
import { decodeCursor, encodeCursor } from "../cursor.ts"
import type { Page } from "../paging.ts"
import { countsOf, rolloutRowView } from "./present-rollout.ts"
import type { ListRolloutsInput, RolloutRowView } from "./schema.ts"

/** Newest first. @throws Problem `invalid-input` for a cursor that this list did not give */
export async function listRollouts(
  { db }: Pick<DomainContext, "db">,
  input: z.infer<typeof ListRolloutsInput>,
): Promise<Page<RolloutRowView>> {
  const before = decodeCursor(input.cursor, z.number().int())
  const where = {
    ...(input.status !== undefined && { state: input.status }),
    ...(input.serviceId !== undefined && { serviceId: input.serviceId }),
    ...(input.serverId !== undefined && { targets: { some: { serverId: input.serverId } } }),
  }
  const [rows, total] = await Promise.all([
    db.rollout.findMany({
      where: before === undefined ? where : { ...where, number: { lt: before } },
      orderBy: { number: "desc" },
      take: input.limit + 1,
      include: { service: { select: { name: true } }, rollbackOf: { select: { number: true } } },
    }),
    db.rollout.count({ where }),
  ])
  const shown = rows.slice(0, input.limit)
  // Counted by the database: a rollout may have thousands of targets.
  const counted = await db.rolloutTarget.groupBy({
    by: ["rolloutId", "state"],
    where: { rolloutId: { in: shown.map((row) => row.id) } },
    _count: true,
  })
  const items = shown.map((row) => {
    const counts = countsOf([])
    for (const { rolloutId, state, _count } of counted) {
      if (rolloutId === row.id) counts[state === "rolled_back" ? "rolled-back" : state] = _count
    }
    return { ...rolloutRowView({ ...row, targets: [] }), counts }
  })
  const last = rows.length > input.limit ? shown.at(-1) : undefined
  return { items, total, ...(last && { nextCursor: encodeCursor(last.number) }) }
}
