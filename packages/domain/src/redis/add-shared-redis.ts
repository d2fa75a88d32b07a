import { randomUUIDv7 } from "node:crypto"
import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { isUniqueViolation } from "../unique-violation.ts"
import { getRedis } from "./get-redis.ts"
import { nameOfPlace, type Place } from "./place.ts"
import type { AddSharedRedisInput, RedisInstanceView } from "./schema.ts"
import { passwordContext } from "./sealed-password.ts"

/**
 * Names a shared Redis. One that servers see already is the same instance: it gets the name, and keeps what was seen.
 * @throws Problem `already-exists` for an address that somebody named before
 */
export async function addSharedRedis(
  ctx: Pick<DomainContext, "db" | "sealer" | "clock" | "actor" | "publish">,
  input: AddSharedRedisInput,
): Promise<RedisInstanceView> {
  // Env files name hosts in any case; agents tell them in lower case.
  const place = { host: input.host.toLowerCase(), port: input.port }
  const done = await ctx.db
    .$transaction(async (tx) => {
      const id = await takeRow(tx, ctx, { ...input, ...place })
      const seq = await appendAudit(tx, {
        actor: ctx.actor,
        action: "redis.add",
        object: { kind: "redis", id, name: input.name },
        result: "done",
        after: {
          ...{ address: nameOfPlace(place), isTls: input.isTls, username: input.username, database: input.database },
          hasPassword: input.password !== "",
        },
      })
      return { id, seq }
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? taken(place) : error
    })
  ctx.publish({ kind: "redis", serverId: null })
  ctx.publish({ kind: "audit", seq: done.seq })
  return getRedis(ctx, { instanceId: done.id })
}

async function takeRow(tx: Tx, { sealer, clock }: Pick<DomainContext, "sealer" | "clock">, input: AddSharedRedisInput) {
  const { host, port, name, isTls, username, database, password } = input
  const rows = await tx.$queryRaw<{ id: string; isNamed: boolean }[]>`
    SELECT id, "isNamed" FROM "RedisInstance"
    WHERE "serverId" IS NULL AND host = ${host} AND port = ${port} AND "removedAt" IS NULL FOR UPDATE`
  const [seen] = rows
  if (seen?.isNamed) throw taken(input)
  const id = seen?.id ?? randomUUIDv7()
  const sealedPassword = password === "" ? null : sealer.seal(password, passwordContext(id))
  const named = { name, isNamed: true, isTls, username, database, sealedPassword }
  if (seen) await tx.redisInstance.update({ where: { id }, data: named })
  else
    await tx.redisInstance.create({
      data: { id, kind: "shared", host, port, firstSeenAt: clock.now(), ...named },
    })
  return id
}

function taken(place: Place): Problem {
  return new Problem("already-exists", `The Redis at ${nameOfPlace(place)} has a name already.`, {
    details: { host: "is named already" },
  })
}
