import { EMPTY_HISTOGRAM, mergeHistograms } from "@signalbox/protocol/latency-histogram"
import type { z } from "zod"
import type { DomainContext } from "../context.ts"
import { instanceIds } from "./instance-ids.ts"
import { figuresOf, type LatencySum, readLatency } from "./read-latency.ts"
import type { RedisLatencyInput, RedisLatencyRowView } from "./schema.ts"

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const POINTS_MAX = 60

/** Round trips of the last so many milliseconds, one row for each server that measured, by name. @throws Problem `not-found` */
export async function redisLatency(
  { db, clock }: Pick<DomainContext, "db" | "clock">,
  { instanceId, windowMs }: z.infer<typeof RedisLatencyInput>,
): Promise<RedisLatencyRowView[]> {
  await instanceIds(db, instanceId)
  const since = new Date(clock.now().getTime() - windowMs)
  const bucketMs = Math.ceil(windowMs / POINTS_MAX / MINUTE_MS) * MINUTE_MS
  const sums = await readLatency(db, { instanceIds: [instanceId], since, bucketMs })
  const byServer = Map.groupBy(sums, ({ serverId }) => serverId)
  const servers = await db.server.findMany({
    where: { id: { in: [...byServer.keys()] }, removedAt: null },
    select: { id: true, name: true, hue: true },
    orderBy: { name: "asc" },
  })
  return servers.map(({ id, name, hue }) => ({
    ...{ serverId: id, serverName: name, serverHue: hue },
    ...latencyOf(byServer.get(id) ?? []),
  }))
}

function latencyOf(sums: readonly LatencySum[]): Omit<RedisLatencyRowView, "serverId" | "serverName" | "serverHue"> {
  const all = (read: (sum: LatencySum) => number) => sums.reduce((total, sum) => total + read(sum), 0)
  const [timeouts, watchedMs] = [all((sum) => sum.timeouts), all((sum) => sum.watchedMs)]
  return {
    ...figuresOf(sums.reduce((total, { roundTrips }) => mergeHistograms(total, roundTrips), EMPTY_HISTOGRAM)),
    ...{ timeouts, failures: all((sum) => sum.failures), watchedMs },
    timeoutsPerHour: watchedMs < MINUTE_MS ? null : (timeouts * HOUR_MS) / watchedMs,
    points: sums.map(({ from, roundTrips, timeouts: late }) => {
      const { p50Micros, p99Micros } = figuresOf(roundTrips)
      return { at: new Date(from).toISOString(), p50Micros, p99Micros, timeouts: late }
    }),
  }
}
