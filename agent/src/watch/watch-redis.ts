// The watcher of this server: finds the instances again and again, looks at each, and tells the control plane. It only
// ever asks; nothing that it does changes an instance.
import type { AgentMessage } from "@signalbox/protocol/catalogue"
import { Problem } from "@signalbox/protocol/problem"
import type { RedisInfoReply } from "@signalbox/protocol/redis-info"
import type { EnvFiles } from "../host/files/env-files.ts"
import { log } from "../log.ts"
import { findInstances, type WatchedInstance } from "./find-instances.ts"
import { fitObserved, fitSockets } from "./fit-observed.ts"
import { socketsNow } from "./sockets-now.ts"
import { SOCKETS_EVERY_MS } from "./sockets-report.ts"
import { type InstanceWatch, watchInstance } from "./watch-instance.ts"
import { createWatchedFile } from "./watched-file.ts"

/** Keys are walked once in so many looks: every five minutes at the usual pace. */
const LOOKS_PER_WALK = 20

export type TellRedis = <N extends "redis.observed" | "redis.sockets">(
  name: N,
  message: AgentMessage<N>,
) => Promise<boolean>

export type RedisWatchInput = {
  policyPath: string
  files: EnvFiles
  /** From one look to the next, milliseconds. */
  everyMs: number
  /** Where the unit that may look into other users' processes leaves what it saw. */
  socketsReportPath: string
  /** Where people on the server may see what was seen last. */
  watchedPath: string
  /** Resolves to whether it was taken; never fails. */
  tell: TellRedis
  now: () => number
}

export type RedisWatch = {
  /** Now, and once more when sockets have been looked at anew: a change ended. */
  lookNow(): void
  /** INFO of one that is watched. @throws Problem `policy-refused` for any other, `no-answer` */
  info(instance: string): Promise<RedisInfoReply>
  /** Looks no more; resolves when nothing of it is written any more. */
  close(): Promise<void>
}

export function watchRedis(input: RedisWatchInput): RedisWatch {
  const { everyMs, tell, now } = input
  const watches = new Map<string, InstanceWatch>()
  const takeTurn = createTurns()
  const shown = createWatchedFile(input.watchedPath)
  const later = new Set<NodeJS.Timeout>()
  let [isRunning, isAgain, isClosed] = [false, false, false]

  /** One whose env files say something new is watched afresh. */
  function follow(instances: readonly WatchedInstance[]): void {
    const wanted = new Map(instances.map((instance) => [JSON.stringify(instance), instance]))
    for (const [key, watch] of watches) {
      if (wanted.has(key)) continue
      watch.close()
      watches.delete(key)
    }
    for (const [key, instance] of wanted) {
      if (watches.has(key)) continue
      const watch = watchInstance(instance, {
        now,
        walkEveryMs: everyMs * LOOKS_PER_WALK,
        takeTurn,
        onWalked: () => void observe(watch),
      })
      watches.set(key, watch)
    }
  }

  async function observe(watch: InstanceWatch): Promise<void> {
    const seen = await watch.look().catch(unexpected)
    if (!seen) return
    const isTold = await tell("redis.observed", fitObserved(seen))
    if (!isTold) watch.keepPing(seen.ping)
    shown.seen(seen, isTold)
  }

  async function round(): Promise<void> {
    const found = await findInstances(input)
    if (isClosed) return
    follow(found.instances)
    shown.keepOnly(found.instances.map(({ name }) => name))
    for (const watch of watches.values()) void observe(watch)
    const told = socketsNow(found, { reportPath: input.socketsReportPath, now })
    shown.sockets(told)
    if (told.units.length > 0) await tell("redis.sockets", fitSockets(told))
  }

  /** One round at a time: those that are wanted meanwhile are folded into one more. */
  async function rounds(): Promise<void> {
    isAgain = true
    if (isRunning) return
    isRunning = true
    while (isAgain && !isClosed) {
      isAgain = false
      await round().catch(unexpected)
    }
    isRunning = false
  }
  const begin = () => void rounds()

  begin()
  const timer = setInterval(begin, everyMs)
  return {
    lookNow() {
      begin()
      const once = setTimeout(() => {
        later.delete(once)
        begin()
      }, SOCKETS_EVERY_MS + 1_000)
      later.add(once)
    },
    async info(instance) {
      const watch = [...watches.values()].find((each) => each.instance.name === instance)
      if (watch) return watch.info()
      throw new Problem("policy-refused", `This server does not watch the Redis at ${instance}.`)
    },
    async close() {
      isClosed = true
      clearInterval(timer)
      for (const each of later) clearTimeout(each)
      for (const watch of watches.values()) watch.close()
      await shown.close()
    },
  }
}

/** Runs what it is given one after the other, whoever comes. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work, work)
    last = mine.catch(() => {})
    return mine
  }
}

/** Only what kind of error it was: its message may hold what it was given. */
function unexpected(error: unknown): undefined {
  log("error", `Watching Redis failed: ${error instanceof Error ? error.name : "no error object"}.`)
}
