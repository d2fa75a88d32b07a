import { z } from "zod"
import type { DomainContext } from "../context.ts"
import { decodeCursor, encodeCursor } from "../cursor.ts"
import type { Page } from "../paging.ts"
import { instanceRowViews } from "./instance-views.ts"
import type { ListRedisInput, RedisInstanceRowView } from "./schema.ts"

const Position = z.tuple([z.string(), z.uuid()])

/** By name. Of a server: its own and those that it looks at. @throws Problem `invalid-input` for a cursor that this list did not give */
export async function listRedis(
  { db, clock }: Pick<DomainContext, "db" | "clock">,
  input: z.infer<typeof ListRedisInput>,
): Promise<Page<RedisInstanceRowView>> {
  const position = decodeCursor(input.cursor, Position)
  const { kind, serverId, text } = input
  const contains = { contains: text ?? "", mode: "insensitive" } as const
  const where = {
    removedAt: null,
    ...(kind !== undefined && { kind }),
    AND: [
      serverId === undefined ? {} : { OR: [{ serverId }, { looks: { some: { serverId } } }] },
      text === undefined ? {} : { OR: [{ name: contains }, { host: contains }, { server: { name: contains } }] },
    ],
  }
  const after = position && { OR: [{ name: { gt: position[0] } }, { name: position[0], id: { gt: position[1] } }] }
  const [rows, total] = await Promise.all([
    db.redisInstance.findMany({
      where: { AND: [where, after ?? {}] },
      orderBy: [{ name: "asc" }, { id: "asc" }],
      take: input.limit + 1,
      select: { id: true, name: true },
    }),
    db.redisInstance.count({ where }),
  ])
  const shown = rows.slice(0, input.limit)
  const last = rows.length > input.limit ? shown.at(-1) : undefined
  const items = await instanceRowViews(db, { instanceIds: shown.map(({ id }) => id), now: clock.now() })
  return { items, total, ...(last && { nextCursor: encodeCursor([last.name, last.id]) }) }
}
