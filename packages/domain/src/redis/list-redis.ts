import type { Db } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { z } from "zod"
import type { DomainContext } from "../context.ts"
import { decodeCursor, encodeCursor } from "../cursor.ts"
import type { Page } from "../paging.ts"
import { instanceRowViews } from "./instance-views.ts"
import type { ListRedisInput, RedisInstanceRowView } from "./schema.ts"

/** By name. Of a server: its own and those that it looks at. @throws Problem `invalid-input` for a cursor that this list did not give */
export async function listRedis(
  { db, clock }: Pick<DomainContext, "db" | "clock">,
  input: z.infer<typeof ListRedisInput>,
): Promise<Page<RedisInstanceRowView>> {
  const last = await lastShown(db, decodeCursor(input.cursor, z.uuid()))
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
  const after = last && { OR: [{ name: { gt: last.name } }, { name: last.name, id: { gt: last.id } }] }
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
  const next = rows.length > input.limit ? shown.at(-1) : undefined
  const items = await instanceRowViews(db, { instanceIds: shown.map(({ id }) => id), now: clock.now() })
  return { items, total, ...(next && { nextCursor: encodeCursor(next.id) }) }
}

/** A name may be longer than a cursor, so that the cursor holds the id alone. */
async function lastShown(db: Pick<Db, "redisInstance">, id: string | undefined) {
  if (id === undefined) return undefined
  const row = await db.redisInstance.findUnique({ where: { id }, select: { id: true, name: true } })
  if (!row) throw new Problem("invalid-input", "The cursor is not one that this list gave.")
  return row
}
