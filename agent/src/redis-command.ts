// `signalbox-agent redis show`: what this server can see of a Redis, for people on the server.
import { readFileSync } from "node:fs"
import { setTimeout as wait } from "node:timers/promises"
import { quantileMicros } from "@signalbox/protocol/latency-histogram"
import type { PingWindow, QueueFacts } from "@signalbox/protocol/redis"
import { redisTargetOf } from "./checks/redis-target.ts"
import { openRedis, type RedisTarget } from "./host/redis/connection.ts"
import { throughputBetween } from "./host/redis/find-queues.ts"
import { readKernelSettings } from "./host/redis/kernel-settings.ts"
import { lintRedis } from "./host/redis/lint.ts"
import { lookBriefly, lookIntoRedis, type RedisLook } from "./host/redis/look-into-redis.ts"
import { probePing } from "./host/redis/ping-prober.ts"
import { RedisFailure } from "./host/redis/reply.ts"
import { namedWords, UsageError } from "./named-words.ts"
import { placeOf } from "./redis-place.ts"
import { tableLines } from "./terminal-table.ts"

const TIMEOUT_MS = 5_000
const SECONDS_DEFAULT = 10
const SECONDS_MAX = 3_600
const WORDS = [
  "address",
  "user",
  "password",
  "tls",
  "env-file",
  "url-key",
  "host-key",
  "port-key",
  "password-key",
  "seconds",
  "json",
] as const

type Terminal = { say: (line: string) => void; readInput: () => Promise<string> }

/** @throws UsageError; Error with a sentence when the Redis does not answer */
export async function redisCommand(words: string[], terminal: Terminal): Promise<void> {
  const [verb, ...rest] = words
  if (verb !== "show") throw new UsageError("redis wants show.")
  const named = namedWords(rest, WORDS)
  const target = await targetOf(named, terminal)
  const seconds = Math.min(SECONDS_MAX, Math.max(1, Number(named.seconds ?? SECONDS_DEFAULT) || SECONDS_DEFAULT))
  try {
    const seen = await watch(target, seconds)
    if (named.json === "yes") return terminal.say(JSON.stringify(seen, null, 2))
    for (const line of reportLines(seen)) terminal.say(line)
  } catch (error) {
    if (!(error instanceof RedisFailure)) throw error
    throw new Error(`The Redis at ${target.host}:${target.port} gave no answer that could be used: ${error.kind}.`)
  }
}

type Seen = RedisLook & { ping: PingWindow; findings: ReturnType<typeof lintRedis> }

async function watch(target: RedisTarget, seconds: number): Promise<Seen> {
  const redis = await openRedis(target, TIMEOUT_MS)
  const prober = probePing({ target })
  try {
    const look = await lookIntoRedis(redis, { now: Date.now })
    const { queues: before } = await lookBriefly(redis, look.queues, Date.now)
    const begun = performance.now()
    await wait(seconds * 1_000)
    const { queues: after } = await lookBriefly(redis, look.queues, Date.now)
    const queues = throughputBetween(before, after, Math.round(performance.now() - begun))
    const kernel =
      target.host.startsWith("/") || /^(127\.|::1$|localhost$)/.test(target.host) ? readKernelSettings() : null
    const findings = lintRedis({ facts: look.facts, settings: look.settings, queues, kernel })
    return { ...look, queues, ping: prober.take(), findings }
  } finally {
    prober.close()
    redis.close()
  }
}

async function targetOf(
  named: Partial<Record<(typeof WORDS)[number], string>>,
  { readInput }: Terminal,
): Promise<RedisTarget> {
  const file = named["env-file"]
  if (file !== undefined) {
    const spec = {
      kind: "redis-ping" as const,
      withinMs: TIMEOUT_MS,
      ...(named["url-key"] && { urlKey: named["url-key"] }),
      ...(named["host-key"] && { hostKey: named["host-key"] }),
      ...(named["port-key"] && { portKey: named["port-key"] }),
      ...(named["password-key"] && { passwordKey: named["password-key"] }),
    }
    const found = redisTargetOf(spec, readFileSync(file, "utf8"))
    if (!found.ok) throw new UsageError(`${file}: ${found.why}.`)
    return found
  }
  if (named.address === undefined)
    throw new UsageError("redis show needs --address HOST:PORT, or --env-file with --url-key or --host-key.")
  if (named.password !== undefined && named.password !== "stdin") {
    throw new UsageError(
      "A password is not for the command line: say --password stdin, or name its key in an env file.",
    )
  }
  const password = named.password === "stdin" ? (await readInput()).trim() : ""
  return { ...placeOf(named.address), username: named.user ?? "", password, isTls: named.tls === "yes", db: 0 }
}

function reportLines(seen: Seen): string[] {
  const { facts, settings, ping } = seen
  const { memory, clients, traffic, persistence } = facts
  const micros = (fraction: number) => milliseconds(quantileMicros(ping.roundTrips, fraction))
  return [
    `${facts.product} ${facts.version}, ${facts.replication.role}, up ${facts.uptimeSeconds ?? "?"} s, as user ${settings.ownUser ?? "?"}`,
    `memory ${megabytes(memory.usedBytes)} of ${memory.maxBytes === 0 ? "no limit" : megabytes(memory.maxBytes)}, ${memory.policy}`,
    `clients ${clients.connected ?? "?"} of ${clients.max ?? settings.maxClients ?? "?"}, ${clients.blocked ?? "?"} blocked; ${traffic.opsPerSecond ?? "?"} commands a second`,
    `snapshots ${word(settings.savesSnapshots)}, append-only file ${word(persistence.appendOnly)}`,
    `PING from here: p50 ${micros(0.5)}, p99 ${micros(0.99)}, most ${micros(1)}, of ${ping.roundTrips.count}; ${ping.timeouts} time-outs, ${ping.failures} failures`,
    "",
    "Queues",
    ...queueLines(seen.queues),
    "",
    ...seen.keyspaces.flatMap((sample) => [
      `Keys of database ${sample.db}: ${sample.seen} of ${sample.keys} seen, by ${Math.round(sample.instanceMicros / 1_000)} ms of its time, at most ${sample.slowestCallMicros} µs in a row`,
      ...tableLines(
        ["pattern", "keys", "mean bytes"],
        sample.patterns.slice(0, 20).map(({ pattern, keys, meanBytes }) => [pattern, keys, meanBytes]),
      ),
      "",
    ]),
    seen.clients ? "Clients" : "Clients: not listed (not permitted, or too many to list without holding it up)",
    ...tableLines(
      ["address", "clients", "blocked", "names"],
      seen.clientGroups.slice(0, 30).map((group) => [
        group.address,
        group.count,
        group.blocked,
        group.names
          .map(({ name }) => name)
          .join(" ")
          .slice(0, 60),
      ]),
    ),
    "",
    `Slow log: ${seen.slowLog === null ? "not permitted" : `${seen.slowLog.length} entries`}`,
    ...tableLines(
      ["command", "key", "µs"],
      (seen.slowLog ?? []).slice(0, 10).map((entry) => [entry.command, entry.keyPattern, entry.tookMicros]),
    ),
    ...(seen.latencyEvents ?? []).map(
      ({ name, latestMs, maxMs }) => `  latency event ${name}: last ${latestMs} ms, most ${maxMs} ms`,
    ),
    "",
    "Findings",
    ...seen.findings.flatMap(({ severity, id, seen: what, why, fix }) => [
      `  ${severity}: ${what} (${id})`,
      `    ${why}`,
      `    ${fix}`,
    ]),
  ]
}

function queueLines(queues: readonly QueueFacts[]): string[] {
  const rows = queues.flatMap((queue) => {
    if (queue.kind !== "celery") {
      const { waiting, active, delayed, failed, paused, prioritized } = queue.depths
      const rate = queue.throughput?.finishedPerSecond ?? null
      return [
        [
          queue.kind,
          `${queue.prefix}:${queue.name}`,
          queue.db,
          waiting + prioritized + paused,
          active,
          delayed,
          failed,
          queue.workers,
          rate,
        ],
      ]
    }
    return queue.queues.map(({ name, waiting }) => [
      "celery",
      `${queue.keyPrefix}${name}`,
      queue.db,
      waiting,
      queue.unacked,
      queue.scheduled,
      null,
      queue.workers,
      null,
    ])
  })
  return tableLines(["kind", "queue", "db", "waiting", "active", "delayed", "failed", "workers", "done/s"], rows)
}

function megabytes(bytes: number | null): string {
  return bytes === null ? "?" : `${(bytes / 1_048_576).toFixed(1)} MB`
}

function milliseconds(micros: number | null): string {
  return micros === null ? "?" : `${(micros / 1_000).toFixed(2)} ms`
}

function word(value: boolean | null): string {
  return value === null ? "unknown" : value ? "on" : "off"
}
