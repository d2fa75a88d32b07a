// What was measured between two moments, from the minutes that agents report. A figure that was not measured is null.
import type { Tx } from "@signalbox/prisma/client"
import {
  EMPTY_HISTOGRAM,
  LatencyHistogram,
  mergeHistograms,
  quantileMicros,
} from "@signalbox/protocol/latency-histogram"
import type { ConversionRow } from "./lock-conversion.ts"
import type { StoredFigures, StoredWindow } from "./stored.ts"

const MINUTE_MS = 60_000

type Question = {
  conversion: Pick<ConversionRow, "sharedInstanceId" | "serverIds">
  window: StoredWindow
  /** After a conversion a server's tasks go to its local Redis, before it to the shared one. */
  isAfter: boolean
}
type Db = Pick<Tx, "redisMinute" | "redisInstance" | "server">
type MinuteRow = Awaited<ReturnType<Db["redisMinute"]["findMany"]>>[number]

export async function measureWindow(tx: Db, { conversion, window, isAfter }: Question): Promise<StoredFigures> {
  const { sharedInstanceId, serverIds } = conversion
  // Counters are kept as they stood at the end of a minute: that of the minute before is where the window begins.
  const within = { gte: new Date(window.from - MINUTE_MS), lt: new Date(window.to) }
  const servers = await tx.server.findMany({ where: { id: { in: serverIds } }, select: { id: true, name: true } })
  const locals = await tx.redisInstance.findMany({
    where: { kind: "local", serverId: { in: serverIds }, removedAt: null },
    select: { id: true, serverId: true },
  })
  const found = await tx.redisMinute.findMany({
    where: {
      minute: within,
      serverId: { in: serverIds },
      instanceId: { in: [sharedInstanceId, ...locals.map(({ id }) => id)] },
    },
    orderBy: { minute: "asc" },
  })
  const minutes = found.filter(({ minute }) => minute.getTime() >= window.from)
  const ofShared = minutes.filter(({ instanceId }) => instanceId === sharedInstanceId)
  const inOrder = serverIds.flatMap((id) => servers.filter((server) => server.id === id))
  return {
    sharedConnections: medianOf(ofShared.map(({ connections }) => connections)),
    sharedBytesPerSecond: bytesPerSecond(found.filter(({ instanceId }) => instanceId === sharedInstanceId)),
    servers: inOrder.map(({ id, name }) => {
      const own = minutes.filter(({ serverId }) => serverId === id)
      const shared = own.filter(({ instanceId }) => instanceId === sharedInstanceId)
      const local = own.filter(({ instanceId }) => instanceId !== sharedInstanceId)
      return { serverId: id, serverName: name, ...figuresOf(isAfter ? local : shared, { shared, local }) }
    }),
  }
}

/** @param broker minutes of the Redis that the server's tasks go through */
function figuresOf(broker: readonly MinuteRow[], { shared, local }: { shared: MinuteRow[]; local: MinuteRow[] }) {
  const roundTrips = broker.reduce((sum, minute) => mergeHistograms(sum, histogramOf(minute)), EMPTY_HISTOGRAM)
  const watchedMs = broker.reduce((sum, minute) => sum + minute.watchedMs, 0)
  const timeouts = broker.reduce((sum, minute) => sum + minute.timeouts, 0)
  const memory = local.at(-1)?.usedBytes
  return {
    sharedSockets: medianOf(shared.map(({ sockets }) => sockets)),
    overheadMicros: roundTrips.count > 0 ? quantileMicros(roundTrips, 0.5) : null,
    timeoutsPerHour: watchedMs > 0 ? (timeouts * 3_600_000) / watchedMs : null,
    localBytes: memory === null || memory === undefined ? null : Number(memory),
    watchedMs,
  }
}

function histogramOf({ roundTrips }: MinuteRow): LatencyHistogram {
  return LatencyHistogram.parse(roundTrips)
}

/** In and out, by the counters of the instance, as the server says that watched it longest; none across a restart. */
function bytesPerSecond(minutes: readonly MinuteRow[]): number | null {
  const series = [...Map.groupBy(minutes, ({ serverId }) => serverId).values()].sort((a, b) => b.length - a.length)[0]
  const read = (series ?? []).flatMap(({ inputBytes, outputBytes, uptimeSeconds }) =>
    inputBytes === null || outputBytes === null || uptimeSeconds === null
      ? []
      : [{ bytes: Number(inputBytes + outputBytes), uptimeSeconds }],
  )
  const [first, last] = [read[0], read.at(-1)]
  if (!first || !last) return null
  const seconds = last.uptimeSeconds - first.uptimeSeconds
  const bytes = last.bytes - first.bytes
  return seconds > 0 && bytes >= 0 ? bytes / seconds : null
}

function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b)
  if (known.length === 0) return null
  const middle = Math.floor(known.length / 2)
  const upper = known[middle] ?? 0
  return known.length % 2 === 1 ? upper : ((known[middle - 1] ?? 0) + upper) / 2
}
