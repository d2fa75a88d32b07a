import type { Db } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { RedisObserved } from "@signalbox/protocol/redis"
import type { z } from "zod"
import type { DomainContext } from "../context.ts"
import { instanceRowViews, readInstances } from "./instance-views.ts"
import { isoOf } from "./iso-of.ts"
import { redisPolicy } from "./policy.ts"
import { readFullLook, stateOf } from "./read-looks.ts"
import { clientRowViews } from "./redis-clients.ts"
import { redisLatency } from "./redis-latency.ts"
import { findingRowViews } from "./redis-lint.ts"
import { queueRowViews } from "./redis-queues.ts"
import type { RedisInstanceIdInput, RedisInstanceView } from "./schema.ts"
import { holdsSince } from "./staleness.ts"

const LATENCY_WINDOW_MS = 900_000
const { state: State } = RedisObserved.shape

/** All that is known of one instance. @throws Problem `not-found` */
export async function getRedis(
  ctx: Pick<DomainContext, "db" | "clock" | "actor">,
  { instanceId }: z.infer<typeof RedisInstanceIdInput>,
): Promise<RedisInstanceView> {
  const { db } = ctx
  const asked = { instanceIds: [instanceId], now: ctx.clock.now() }
  const [view] = await instanceRowViews(db, asked)
  const [known] = await readInstances(db, asked)
  if (!view || !known) throw new Problem("not-found", "There is no such Redis.")
  const seen = await readFullLook(db, { instanceId, now: asked.now })
  const look = seen?.look
  return {
    ...view,
    facts: look?.facts ?? null,
    settings: look?.settings ?? null,
    clients: await clientRowViews(db, seen),
    slowLog: look?.slowLog ?? null,
    latencyEvents: look?.latencyEvents ?? null,
    keyspaces: look?.keyspaces ?? [],
    keyspacesAt: typeof look?.keyspacesAt === "number" ? isoOf(look.keyspacesAt) : null,
    queues: queueRowViews(known),
    lint: findingRowViews(known),
    latencyByServer: await redisLatency(ctx, { instanceId, windowMs: LATENCY_WINDOW_MS }),
    watchers: await watchersOf(db, { instanceId, now: asked.now }),
    may: redisPolicy(ctx.actor, view),
  }
}

type WatcherRow = { serverId: string; serverName: string; serverHue: number; at: Date; state: string }

async function watchersOf(
  db: Pick<Db, "$queryRaw">,
  { instanceId, now }: { instanceId: string; now: Date },
): Promise<RedisInstanceView["watchers"]> {
  const rows = await db.$queryRaw<WatcherRow[]>`
    SELECT s.id AS "serverId", s.name AS "serverName", s.hue AS "serverHue", l.at, l.look->>'state' AS state
    FROM "RedisLook" l JOIN "Server" s ON s.id = l."serverId"
    WHERE l."instanceId" = ${instanceId}::uuid AND s."removedAt" IS NULL ORDER BY s.name`
  return rows.flatMap(({ at, state, ...server }) => {
    const told = State.safeParse(state).data
    if (told === undefined) return []
    return [
      { ...server, asOf: at.toISOString(), state: stateOf({ isFresh: at >= holdsSince(now), look: { state: told } }) },
    ]
  })
}
