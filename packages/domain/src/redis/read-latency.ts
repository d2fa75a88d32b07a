// Round trips over a stretch of time, added up by the database: two weeks of minutes are many.
import type { Db } from "@signalbox/prisma/client"
import { LatencyHistogram, quantileMicros } from "@signalbox/protocol/latency-histogram"
import { z } from "zod"
import type { LatencyFigures } from "./schema.ts"

export type LatencySum = {
  instanceId: string
  serverId: string
  /** Start of the bucket of time, milliseconds since the epoch. */
  from: number
  roundTrips: LatencyHistogram
  timeouts: number
  failures: number
  watchedMs: number
}

type Asked = { instanceIds: readonly string[]; since: Date; bucketMs: number }
const Rows = z.array(
  z
    .object({
      ...{ instanceId: z.string(), serverId: z.string(), from: z.number() },
      ...{ timeouts: z.number(), failures: z.number(), watchedMs: z.number() },
      ...LatencyHistogram.shape,
    })
    .transform(({ count, minMicros, maxMicros, buckets, ...rest }) => ({
      ...rest,
      roundTrips: { count, minMicros, maxMicros, buckets },
    })),
)

/** One sum for each instance, server and bucket of time in which something was measured, the oldest first. */
export async function readLatency(db: Pick<Db, "$queryRaw">, asked: Asked): Promise<LatencySum[]> {
  const { instanceIds, since, bucketMs } = asked
  return Rows.parse(
    await db.$queryRaw`
    WITH minutes AS (
      SELECT *, floor(extract(epoch FROM minute) * 1000 / ${bucketMs}::float8) * ${bucketMs}::float8 AS start
      FROM "RedisMinute" WHERE "instanceId" = ANY(${instanceIds}::uuid[]) AND minute >= ${since}
    ), sums AS (
      SELECT "instanceId", "serverId", start, sum(timeouts)::float8 AS timeouts, sum(failures)::float8 AS failures,
        sum("watchedMs")::float8 AS "watchedMs", sum(("roundTrips"->>'count')::bigint)::float8 AS count,
        min(("roundTrips"->>'minMicros')::bigint) FILTER (WHERE ("roundTrips"->>'count')::bigint > 0)::float8 AS least,
        max(("roundTrips"->>'maxMicros')::bigint)::float8 AS "maxMicros"
      FROM minutes GROUP BY 1, 2, 3
    ), counts AS (
      SELECT "instanceId", "serverId", start, (pair->>0)::int AS bucket, sum((pair->>1)::bigint) AS seen
      FROM minutes, jsonb_array_elements("roundTrips"->'buckets') AS pair GROUP BY 1, 2, 3, 4
    ), buckets AS (
      SELECT "instanceId", "serverId", start, jsonb_agg(jsonb_build_array(bucket, seen) ORDER BY bucket) AS buckets
      FROM counts GROUP BY 1, 2, 3
    )
    SELECT "instanceId", "serverId", start::float8 AS "from", timeouts, failures, "watchedMs", count,
      coalesce(least, 0) AS "minMicros", "maxMicros", coalesce(buckets, '[]') AS buckets
    FROM sums LEFT JOIN buckets USING ("instanceId", "serverId", start) ORDER BY start`,
  )
}

export function figuresOf(roundTrips: LatencyHistogram): LatencyFigures {
  return {
    count: roundTrips.count,
    p50Micros: quantileMicros(roundTrips, 0.5),
    p99Micros: quantileMicros(roundTrips, 0.99),
    maxMicros: roundTrips.count > 0 ? roundTrips.maxMicros : null,
  }
}
