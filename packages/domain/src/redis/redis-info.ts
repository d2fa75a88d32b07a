import { Problem } from "@signalbox/protocol/problem"
import type { z } from "zod"
import type { DomainContext } from "../context.ts"
import { INFO_FIELDS } from "./info-fields.ts"
import { isoOf } from "./iso-of.ts"
import { nameOfPlace } from "./place.ts"
import type { RedisInfoView, RedisInstanceIdInput } from "./schema.ts"

/**
 * INFO as it is now, asked through the connected agent that looked last.
 * @throws Problem `not-found`; `server-offline` when nobody who looks at it is connected; `no-answer`, or the problem that the agent
 *   answered with
 */
export async function redisInfo(
  { db, agents }: Pick<DomainContext, "db" | "agents">,
  { instanceId }: z.infer<typeof RedisInstanceIdInput>,
): Promise<RedisInfoView> {
  const instance = await db.redisInstance.findFirst({
    where: { id: instanceId, removedAt: null },
    select: {
      ...{ name: true, host: true, port: true },
      looks: {
        where: { server: { removedAt: null, revokedAt: null } },
        select: { serverId: true, server: { select: { name: true } } },
        orderBy: { at: "desc" },
      },
    },
  })
  if (!instance) throw new Problem("not-found", "There is no such Redis.")
  const look = instance.looks.find(({ serverId }) => agents.isOnline(serverId))
  if (!look) throw new Problem("server-offline", `No server that looks at ${instance.name} is connected.`)
  const reply = await agents.request(look.serverId, "redis.info", { instance: nameOfPlace(instance) })
  return {
    at: isoOf(reply.at),
    serverName: look.server.name,
    sections: reply.sections.map(({ name, fields }) => ({
      name,
      fields: fields.map((field) => ({ ...field, meaning: INFO_FIELDS.get(field.name) ?? null })),
    })),
  }
}
