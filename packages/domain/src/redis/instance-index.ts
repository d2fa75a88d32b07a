import type { Db } from "@signalbox/prisma/client"
import { nameOfPlace } from "./place.ts"

/** Which instance a server means by `host:port`: its own, or else the shared one; undefined when nobody ever saw it. */
export type FindInstance = (serverId: string, instance: string) => string | undefined

export async function indexInstances(db: Pick<Db, "redisInstance">): Promise<FindInstance> {
  const rows = await db.redisInstance.findMany({
    where: { removedAt: null },
    select: { id: true, serverId: true, host: true, port: true },
  })
  const byName = new Map(rows.map((row) => [`${row.serverId ?? ""} ${nameOfPlace(row)}`, row.id]))
  return (serverId, instance) => byName.get(`${serverId} ${instance}`) ?? byName.get(` ${instance}`)
}
