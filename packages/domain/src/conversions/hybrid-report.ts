// The before/after table of a conversion, from this fleet's own measurements.
import { RedisObserved } from "@signalbox/protocol/redis"
import { RedisSockets } from "@signalbox/protocol/redis-sockets"
import type { DomainContext } from "../context.ts"
import { type ConversionRow, findConversion } from "./lock-conversion.ts"
import type { HybridMeasureView, HybridReportView, MeasuredView, WindowView } from "./schema.ts"
import { StoredFigures, StoredWindow } from "./stored.ts"

/** What the guide that this conversion replaces promises, for each server. */
const CONNECTIONS_PER_SERVER_MAX = 5
const OVERHEAD_MS_MAX = 5

type Db = Pick<DomainContext, "db">

/** @throws Problem `not-found` */
export async function hybridReport(ctx: Db, { conversionId }: { conversionId: string }): Promise<HybridReportView> {
  const conversion = await findConversion(ctx.db, conversionId)
  return reportOf(ctx, conversion)
}

export async function reportOf(ctx: Db, conversion: ConversionRow): Promise<HybridReportView> {
  const before = StoredFigures.nullable().parse(conversion.before)
  const after = StoredFigures.nullable().parse(conversion.after)
  const names = await ctx.db.server.findMany({
    where: { id: { in: conversion.serverIds } },
    select: { id: true, name: true },
  })
  const servers = conversion.serverIds.flatMap((id) => names.find((server) => server.id === id)?.name ?? [])
  return {
    conversionNumber: conversion.number,
    title: conversion.title,
    servers,
    before: windowView(conversion.beforeWindow),
    after: windowView(conversion.afterWindow),
    measures: measures(before, after),
    checks: after ? await checksNow(ctx, conversion) : [],
  }
}

function windowView(stored: unknown): WindowView | null {
  const window = StoredWindow.safeParse(stored).data
  return window ? { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() } : null
}

type Pair = { before: MeasuredView; after: MeasuredView }
type Figures = StoredFigures | null

export function measures(before: Figures, after: Figures): HybridMeasureView[] {
  const both = (read: (figures: Figures) => MeasuredView): Pair => ({ before: read(before), after: read(after) })
  const count = (after ?? before)?.servers.length ?? 0
  const inAll = count * CONNECTIONS_PER_SERVER_MAX
  return [
    judged({
      ...{ id: "shared-connections", title: "Connections to the shared Redis, in all", unit: "connections" },
      ...both((figures) => whole(figures, (each) => each.sharedSockets, sum)),
      wanted: { words: `at most ${inAll}`, max: inAll },
      how: "Sockets of the servers' units to it, counted on each server every 15 s; the median of the minutes' highest. The watching agents' own are not among them.",
    }),
    judged({
      ...{ id: "server-connections", title: "Most from one server", unit: "connections" },
      ...both((figures) => whole(figures, (each) => each.sharedSockets, highest)),
      wanted: { words: `at most ${CONNECTIONS_PER_SERVER_MAX}`, max: CONNECTIONS_PER_SERVER_MAX },
      how: "The same, of the server that has most.",
    }),
    judged({
      ...{ id: "task-overhead", title: "Round trip to the broker, p50", unit: "ms" },
      ...both((figures) => whole(figures, (each) => milliseconds(each.overheadMicros), highest)),
      wanted: { words: `at most ${OVERHEAD_MS_MAX} ms`, max: OVERHEAD_MS_MAX },
      how: "PING from each server to the Redis that its tasks go through, which every task pays at least once; the slowest server counts.",
    }),
    judged({
      ...{ id: "timeouts", title: "Time-outs", unit: "per hour" },
      ...both((figures) => whole(figures, (each) => each.timeoutsPerHour, sum)),
      wanted: { words: "none", max: 0 },
      how: "Of these PINGs, all servers together, by the time that was watched.",
    }),
    judged({
      ...{ id: "shared-bytes", title: "Traffic of the shared Redis", unit: "bytes/s" },
      ...both((figures) => alone(figures?.sharedBytesPerSecond ?? null)),
      wanted: null,
      how: "Its own counters of bytes in and out over the window: all its clients, whoever they are.",
    }),
    judged({
      ...{ id: "local-memory", title: "Memory of a local Redis", unit: "bytes" },
      ...both((figures) => whole(figures, (each) => each.localBytes, highest)),
      wanted: null,
      how: "used_memory of INFO at the end of the window; of the server that uses most.",
    }),
  ]
}

function judged(measure: Omit<HybridMeasureView, "verdict">): HybridMeasureView {
  const { wanted, after } = measure
  if (wanted === null || after === null) return { ...measure, verdict: null }
  return { ...measure, verdict: after.value <= wanted.max ? "pass" : "fail" }
}

type Server = StoredFigures["servers"][number]

/** Only where every server was measured: a sum with a server missing would be too good. */
function whole(
  figures: Figures,
  read: (server: Server) => number | null,
  combine: (values: readonly number[]) => number,
): MeasuredView {
  if (!figures || figures.servers.length === 0) return null
  const perServer = figures.servers.flatMap((server) => {
    const value = read(server)
    return value === null ? [] : [{ serverName: server.serverName, value }]
  })
  if (perServer.length < figures.servers.length) return null
  return { value: combine(perServer.map(({ value }) => value)), perServer }
}

function alone(value: number | null): MeasuredView {
  return value === null ? null : { value, perServer: [] }
}

function milliseconds(micros: number | null): number | null {
  return micros === null ? null : micros / 1_000
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function highest(values: readonly number[]): number {
  return Math.max(...values)
}

type Check = HybridReportView["checks"][number]

/** The tests of the guide, as they come out now. */
async function checksNow({ db }: Db, conversion: ConversionRow): Promise<Check[]> {
  const servers = await db.server.findMany({
    where: { id: { in: conversion.serverIds } },
    include: { redisSockets: true, redisInstances: { where: { removedAt: null }, include: { looks: true } } },
    orderBy: { name: "asc" },
  })
  const looks = await db.redisLook.findMany({
    where: { instanceId: conversion.sharedInstanceId },
    orderBy: { at: "desc" },
  })
  const shared = looks.map(({ look }) => RedisObserved.safeParse(look).data).find((look) => look?.state === "up")
  const sharedAt = shared?.instance
  const perServer = servers.map((server) => {
    const sockets = RedisSockets.safeParse(server.redisSockets?.sockets).data
    const connections = sockets?.fault === null ? sockets.units.flatMap((unit) => unit.connections) : undefined
    const toShared = connections
      ?.filter(({ instance }) => instance === sharedAt)
      .reduce((n, each) => n + each.sockets, 0)
    const toLocal = connections?.filter(({ instance }) => /^(127\.|localhost|\[?::1)/.test(instance))
    return { name: server.name, toShared, toLocal: toLocal?.reduce((n, each) => n + each.sockets, 0) }
  })
  const bull = shared?.queues.filter((queue) => queue.kind !== "celery") ?? []
  return [
    forAll(
      "local-clients",
      "Each local Redis serves its units",
      perServer,
      ({ toLocal }) => toLocal,
      (n) => n > 0,
    ),
    forAll(
      "shared-clients",
      `Each server has 1 to ${CONNECTIONS_PER_SERVER_MAX} connections to the shared Redis`,
      perServer,
      ({ toShared }) => toShared,
      (n) => n > 0 && n <= CONNECTIONS_PER_SERVER_MAX,
    ),
    {
      id: "bull-queue",
      title: "The shared queue is on the shared Redis",
      verdict: shared ? (bull.length > 0 ? "pass" : "fail") : "unknown",
      seen: shared
        ? bull.map(({ db: index, ...queue }) => `${"name" in queue ? queue.name : ""}, database ${index}`).join("; ") ||
          "none"
        : "nobody could look",
    },
  ]
}

type Seen = { name: string; toShared: number | undefined; toLocal: number | undefined }

function forAll(
  id: string,
  title: string,
  ...[servers, read, holds]: [readonly Seen[], (server: Seen) => number | undefined, (count: number) => boolean]
): Check {
  const seen = servers.map((server) => `${server.name} ${read(server) ?? "not looked at"}`).join(", ")
  const counts = servers.map(read)
  if (counts.some((count) => count !== undefined && !holds(count))) return { id, title, verdict: "fail", seen }
  return { id, title, verdict: counts.includes(undefined) ? "unknown" : "pass", seen }
}
