// Who is connected to what, as the servers last told it.
import type { Db } from "@signalbox/prisma/client"
import { RedisSockets } from "@signalbox/protocol/redis-sockets"

export type ServerSockets = {
  id: string
  name: string
  hue: number
  /** Null when it was never looked at. */
  at: Date | null
  sockets: RedisSockets | null
}

/** Of these servers, or of all, by name. */
export async function readSockets(db: Pick<Db, "server">, serverIds?: readonly string[]): Promise<ServerSockets[]> {
  const servers = await db.server.findMany({
    where: { removedAt: null, ...(serverIds ? { id: { in: [...serverIds] } } : { redisSockets: { isNot: null } }) },
    select: { id: true, name: true, hue: true, redisSockets: true },
    orderBy: { name: "asc" },
  })
  return servers.map(({ redisSockets, ...server }) => ({
    ...server,
    at: redisSockets?.at ?? null,
    sockets: RedisSockets.safeParse(redisSockets?.sockets).data ?? null,
  }))
}

export function isWrong({ verdict }: { verdict: string }): boolean {
  return verdict === "old-process" || verdict === "other-instance"
}
