import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import type { z } from "zod"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { nameOfPlace } from "./place.ts"
import type { RedisInstanceIdInput } from "./schema.ts"
import { holdsSince } from "./staleness.ts"

/**
 * Takes back what `addSharedRedis` did: the name and the password go. As long as servers look at it, it stays listed by its address.
 * @throws Problem `not-found`; `in-use` for one that nobody named, and while a conversion is at work on one that would go
 */
export async function removeSharedRedis(
  ctx: Pick<DomainContext, "db" | "clock" | "actor" | "publish">,
  { instanceId }: z.infer<typeof RedisInstanceIdInput>,
): Promise<void> {
  const now = ctx.clock.now()
  const seq = await ctx.db.$transaction(async (tx) => {
    const instance = await tx.redisInstance.findFirst({ where: { id: instanceId, removedAt: null } })
    if (!instance) throw new Problem("not-found", "There is no such Redis.")
    if (!instance.isNamed) {
      throw new Problem("in-use", `${instance.name} is listed because servers look at it; nobody named it.`)
    }
    const isSeen = await tx.redisLook.findFirst({ where: { instanceId, at: { gte: holdsSince(now) } } })
    if (!isSeen) await refuseWhileConverted(tx, instance)
    await tx.redisInstance.update({
      where: { id: instanceId },
      data: {
        ...{ isNamed: false, name: nameOfPlace(instance), isTls: false, username: "", database: 0 },
        ...{ sealedPassword: null, ownLookAt: null },
        removedAt: isSeen ? null : now,
      },
    })
    return appendAudit(tx, {
      actor: ctx.actor,
      action: "redis.remove",
      object: { kind: "redis", id: instanceId, name: instance.name },
      result: "done",
    })
  })
  ctx.publish({ kind: "redis", serverId: null })
  ctx.publish({ kind: "audit", seq })
}

async function refuseWhileConverted(tx: Tx, { id, name }: { id: string; name: string }): Promise<void> {
  const conversion = await tx.conversion.findFirst({
    where: { sharedInstanceId: id, state: { in: ["running", "paused", "held"] } },
    select: { number: true },
  })
  if (conversion) throw new Problem("in-use", `Conversion ${conversion.number} is at work on ${name}; stop it first.`)
}
