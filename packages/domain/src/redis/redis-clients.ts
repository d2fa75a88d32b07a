import type { RedisObserved } from "@signalbox/protocol/redis"
import type { z } from "zod"
import type { DomainContext } from "../context.ts"
import { instanceIds } from "./instance-ids.ts"
import { indexInstances } from "./instance-index.ts"
import { readFullLook, type Seen } from "./read-looks.ts"
import { readSockets } from "./read-sockets.ts"
import type { RedisClientsRowView, RedisInstanceIdInput } from "./schema.ts"
import { indexAddresses } from "./server-addresses.ts"

type Db = Pick<DomainContext, "db">["db"]
const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.|\/|unix)/

/** Who is connected, as it was last seen, most connections first. @throws Problem `not-found` */
export async function redisClients(
  { db, clock }: Pick<DomainContext, "db" | "clock">,
  { instanceId }: z.infer<typeof RedisInstanceIdInput>,
): Promise<RedisClientsRowView[]> {
  await instanceIds(db, instanceId)
  return clientRowViews(db, await readFullLook(db, { instanceId, now: clock.now() }))
}

export async function clientRowViews(db: Db, seen: Seen<RedisObserved> | undefined): Promise<RedisClientsRowView[]> {
  if (!seen || seen.look.clientGroups.length === 0) return []
  const [serverAt, servers, find] = await Promise.all([indexAddresses(db), readSockets(db), indexInstances(db)])
  const own = seen.look.isLocal ? await ownServer(db, seen.serverId) : null
  return seen.look.clientGroups
    .map((group): RedisClientsRowView => {
      const found = LOOPBACK.test(group.address) ? own : (serverAt(group.address) ?? null)
      const server = found && { id: found.id, name: found.name, hue: found.hue }
      const sockets = servers.find(({ id }) => id === server?.id)?.sockets
      const units = (sockets?.units ?? []).flatMap(({ unit, connections }) => {
        const here = connections.filter(({ instance }) => find(server?.id ?? "", instance) === seen.instanceId)
        const count = here.reduce((sum, connection) => sum + connection.sockets, 0)
        return count > 0 ? [{ unit, sockets: count }] : []
      })
      return { ...group, server, units }
    })
    .sort((a, b) => b.count - a.count)
}

function ownServer(db: Db, serverId: string | null) {
  if (serverId === null) return null
  return db.server.findUnique({ where: { id: serverId }, select: { id: true, name: true, hue: true } })
}
