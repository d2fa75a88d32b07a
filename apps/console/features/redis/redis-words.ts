import type { RedisInstanceRowView, RedisQueueRowView, TopologyConnectionView } from "@signalbox/domain/redis/schema"
import type { LampKind } from "../../design/lamp-sprite.tsx"
import { span } from "../../design/words.ts"

/** "0.2 ms", "54 ms", "1.4 s" of microseconds; null stays without words. */
export function micros(value: number | null): string | null {
  if (value === null) return null
  if (value < 10_000) return `${(value / 1_000).toFixed(value < 1_000 ? 2 : 1).replace(/\.?0+$/, "")} ms`
  if (value < 1_000_000) return `${Math.round(value / 1_000)} ms`
  return `${(value / 1_000_000).toFixed(1)} s`
}

/** "97.1" of 0.971; a full share is "100". */
export const percent = (share: number): string => (share === 1 ? "100" : (share * 100).toFixed(1))

/** "46", "0.83", "1,204": a rate needs no more digits than it has meaning. */
export function rate(value: number): string {
  if (value === 0) return "0"
  if (value < 10) return value.toFixed(2).replace(/\.?0+$/, "")
  return Math.round(value).toLocaleString("en")
}

export const unitName = (unit: string): string => unit.replace(/\.service$/, "")

/** `host:port`, or the path of a unix socket, which has no port. */
export function addressOf({ host, port }: Pick<RedisInstanceRowView, "host" | "port">): string {
  if (host.startsWith("/") || port === 0) return host
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`
}

const ADDRESS = /^\/|:\d{1,5}$/

/** What an instance is called: the name that somebody gave it; one that goes by its address alone is told by its kind. */
export const titleOf = ({ name, kind }: Pick<RedisInstanceRowView, "name" | "kind">): string =>
  ADDRESS.test(name) ? `${kind} Redis` : name

/** Agents look every 15 s: what is older than this nobody can say is still so. Milliseconds. */
export const LOOK_HOLDS_MS = 60_000

type Standing = Pick<RedisInstanceRowView, "state" | "wrongSockets" | "findings">

/** How an instance stands: what is not seen any more is grey whatever was found before. */
export function lampOfRedis({ state, wrongSockets, findings }: Standing): LampKind {
  if (state === "unknown") return "unknown"
  if (state === "down" || state === "refused") return "danger"
  if (state === "loading") return "applying"
  if (wrongSockets > 0 || findings.danger > 0) return "danger"
  return findings.warning > 0 ? "caution" : "clear"
}

/** Sockets that go where no env text says. */
export const isWrong = ({ verdict }: Pick<TopologyConnectionView, "verdict">): boolean =>
  verdict === "old-process" || verdict === "other-instance"

/** A job that has waited so long, with nobody there to take it, waits for nobody. */
const OLD_MS = 60_000

export type QueueLine = {
  key: string
  kind: RedisQueueRowView["queue"]["kind"]
  db: number
  name: string
  waiting: number
  active: number
  delayed: number | null
  /** Null where the library keeps none. */
  failed: number | null
  oldestMs: number | null
  workers: number | null
  finishedPerSecond: number | null
  isPaused: boolean
  /** Work waits, and nobody is there or nothing moves. */
  isStuck: boolean
}

/** The queues of one set of facts, one a line: a Celery prefix may hold several. */
export function linesOf(queue: RedisQueueRowView["queue"]): QueueLine[] {
  if (queue.kind === "celery") {
    const { db, keyPrefix, unacked, scheduled, oldestUnackedMs, workers } = queue
    return queue.queues.map(({ name, waiting }, at) => ({
      key: `celery ${db} ${keyPrefix} ${name}`,
      kind: "celery",
      db,
      name: keyPrefix + name,
      waiting,
      // Kept for the prefix as a whole: told once.
      active: at === 0 ? unacked - (scheduled ?? 0) : 0,
      delayed: at === 0 ? scheduled : 0,
      failed: null,
      oldestMs: at === 0 ? oldestUnackedMs : null,
      workers,
      finishedPerSecond: null,
      isPaused: false,
      isStuck: waiting > 0 && workers === 0,
    }))
  }
  const { kind, db, prefix, name, depths, oldestWaitingMs, workers, throughput, isPaused } = queue
  const waiting = depths.waiting + depths.paused + depths.prioritized
  const isOld = (oldestWaitingMs ?? 0) >= OLD_MS
  return [
    {
      key: `${kind} ${db} ${prefix} ${name}`,
      kind,
      db,
      name,
      waiting,
      active: depths.active,
      delayed: depths.delayed,
      failed: depths.failed,
      oldestMs: oldestWaitingMs,
      workers,
      finishedPerSecond: throughput?.finishedPerSecond ?? null,
      isPaused,
      isStuck: waiting > 0 && isOld && (workers === 0 || throughput?.finishedPerSecond === 0),
    },
  ]
}

const KINDS = { bull: "Bull", bullmq: "BullMQ", celery: "Celery" } as const
export const kindWord = (kind: QueueLine["kind"]): string => KINDS[kind]

/** "41 d", or nothing said where nothing is known. */
export const uptime = (seconds: number | null): string | null => (seconds === null ? null : span(seconds * 1_000))
