import { spawn } from "node:child_process"
import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { setTimeout as wait } from "node:timers/promises"
import { CLIENT_NAME } from "../../agent/src/host/redis/connection.ts"
import { countOf, itemsOf, textOf } from "../../agent/src/host/redis/reply.ts"
import type { FigureRow } from "../../e2e/figures.ts"
import { childEnvironment } from "../../e2e/hosts/config.ts"
import { histogramOf, quantileMicros } from "../../packages/protocol/src/latency-histogram.ts"
import { below, stated } from "../room/bench.ts"
import { startHelper } from "../room/helper.ts"
import { inTurn, isMoreOften, median } from "../room/measure.ts"
import { fill } from "./fill.ts"
import type { GapEnd } from "./gap-figures.ts"
import { targetAt } from "./instance.ts"
import type { Part } from "./part.ts"
import type { Runs } from "./timed-connection.ts"
import { readUsage } from "./usage.ts"
import type { WalkEnd } from "./watch-figures.ts"

const KEYS = 1_000_000
const CLIENTS = 400
const BLOCKED_MICROS_MAX = 2_000
/** redis-cli is not waited for longer. */
const OTHERS_MS_MAX = 40_000
/** Commands that took less are not in the slow log. */
const NOTED_MICROS = 50

const OTHERS = { "KEYS *": ["KEYS", "*"], "--bigkeys": ["--bigkeys"], "--memkeys": ["--memkeys"] } as const
const SIDES = ["nobody", "walk", "KEYS *", "--bigkeys", "--memkeys"] as const

type Seen = GapEnd & { cpuPercent: number; tookMs: number; walk?: WalkEnd; dearest?: Dearest }
type Dearest = { command: string; micros: number }

/** An instance with many keys and clients, while nobody, we, or others look at its keys. */
export const sharedInstance: Part = async ({ rounds, progress, instance, programs }) => {
  const { port, redis } = instance
  progress(`filling ${KEYS} keys, and a first look`)
  await fill(redis, KEYS)
  const clients = await openClients(port)
  const watcher = await startHelper(new URL("./watch-process.ts", import.meta.url), { port })
  const prober = await startHelper(new URL("./prober-process.ts", import.meta.url), { port })
  await redis.ask("CONFIG", "SET", "slowlog-log-slower-than", NOTED_MICROS)
  await redis.ask("CONFIG", "SET", "slowlog-max-len", 10_000)
  let walkMs = 20_000
  const look = async (side: (typeof SIDES)[number]): Promise<WalkEnd | undefined> => {
    if (side === "nobody") return void (await wait(walkMs))
    if (side !== "walk") return void (await runQuietly(programs.cli, ["-p", `${port}`, ...OTHERS[side]]))
    const end = await watcher.ask<WalkEnd>("walk")
    walkMs = end.tookMs
    return end
  }
  try {
    const measured = await inTurn(SIDES, Math.ceil(rounds / 2), async (side, round): Promise<Seen> => {
      await redis.ask("SLOWLOG", "RESET")
      const before = await readUsage(redis)
      await prober.ask("begin")
      const walk = await look(side)
      const gap = await prober.ask<GapEnd>("end")
      const after = await readUsage(redis)
      const tookMs = after.at - before.at
      const cpuPercent = (after.cpuMicros - before.cpuMicros) / tookMs / 10
      progress(`${KEYS} keys, ${side}, round ${round + 1}: worst wait of another client ${gap.worstMicros} µs`)
      return { ...gap, cpuPercent, tookMs, ...(walk && { walk, dearest: await dearestOfOurs(redis) }) }
    })
    return rowsOf(measured)
  } finally {
    for (const client of clients) client.destroy()
    await prober.end()
    await watcher.end()
  }
}

function rowsOf(measured: Record<(typeof SIDES)[number], Seen[]>): FigureRow[] {
  const { walk, nobody } = measured
  const dearest = walk.flatMap((each) => each.dearest ?? []).reduce((a, b) => (a.micros >= b.micros ? a : b))
  const walks = walk.flatMap((each) => each.walk ?? [])
  const longest = walks.map((each) => longestOf(each.runs)).reduce((a, b) => (a.micros >= b.micros ? a : b))
  const [worst, worstOfNobody] = [worstOf(walk), worstOf(nobody)]
  const claim = `${KEYS / 1e6},000,000 keys, ${CLIENTS} clients`
  return [
    below(BLOCKED_MICROS_MAX, {
      id: "S1",
      claim: `${claim}: dearest command of our look, by the instance's clock (${dearest.command})`,
      figure: dearest.micros,
      unit: "µs",
    }),
    below(BLOCKED_MICROS_MAX, {
      id: "S1b",
      claim: `${claim}: longest run of our commands with no one else's in between, by the instance's clock (${longest.shape})`,
      figure: longest.micros,
      unit: "µs",
    }),
    stated({
      id: "S1c",
      claim: `${claim}: p99 of such runs; what is far above it was most likely kept from its core by the machine`,
      figure: quantileMicros(histogramOf(walks.flatMap((each) => Object.values(each.runs).flat())), 0.99) ?? 0,
      unit: "µs",
    }),
    {
      id: "S2",
      claim: `${claim}: worst wait of a client that asks every millisecond, while we look`,
      figure: worst,
      unit: "µs",
      target: `< ${BLOCKED_MICROS_MAX}, or longer ones (S2c) no more often than by chance`,
      pass: worst < BLOCKED_MICROS_MAX || !isMoreOften(over2msOf(walk), over2msOf(nobody)),
    },
    stated({ id: "S2b", claim: `${claim}: the same while nobody looks: noise`, figure: worstOfNobody, unit: "µs" }),
    stated({
      id: "S2c",
      claim: `${claim}: waits over 2 ms while we look`,
      figure: overPerMillion(walk),
      unit: "of a million",
    }),
    stated({
      id: "S2d",
      claim: `${claim}: the same while nobody looks: noise`,
      figure: overPerMillion(nobody),
      unit: "of a million",
    }),
    stated({
      id: "S2e",
      claim: `${claim}: p99.9 of its waits while we look`,
      figure: median(walk.map((each) => each.p999Micros)),
      unit: "µs",
    }),
    stated({
      id: "S2f",
      claim: `${claim}: the same while nobody looks`,
      figure: median(nobody.map((each) => each.p999Micros)),
      unit: "µs",
    }),
    below(1, {
      id: "S3",
      claim: `${claim}: CPU of the instance for our look`,
      figure: cpuOf(walk) - cpuOf(nobody),
      unit: "% of a core",
    }),
    stated({
      id: "S3b",
      claim: `${claim}: keys seen in a look of ${Math.round(median(walk.map((each) => each.tookMs)) / 1_000)} s`,
      figure: median(walks.map((each) => each.keysSeen)),
      unit: "keys",
    }),
    ...(["KEYS *", "--bigkeys", "--memkeys"] as const).flatMap((other, index) => [
      stated({
        id: `S${4 + index}`,
        claim: `${claim}: worst wait of that client during ${other}`,
        figure: worstOf(measured[other]),
        unit: "µs",
      }),
      stated({
        id: `S${4 + index}b`,
        claim: `${claim}: CPU of the instance for ${other}, for ${(median(measured[other].map((each) => each.tookMs)) / 1_000).toFixed(1)} s`,
        figure: cpuOf(measured[other]) - cpuOf(nobody),
        unit: "% of a core",
      }),
    ]),
  ]
}

function longestOf(runs: Runs): { shape: string; micros: number } {
  const all = Object.entries(runs).map(([shape, micros]) => ({ shape, micros: Math.max(...micros) }))
  return all.reduce((a, b) => (a.micros >= b.micros ? a : b))
}

function worstOf(seen: readonly Seen[]): number {
  return Math.max(...seen.map((each) => each.worstMicros))
}

function cpuOf(seen: readonly Seen[]): number {
  return median(seen.map((each) => each.cpuPercent))
}

function over2msOf(seen: readonly Seen[]): { hits: number; of: number } {
  return { hits: sum(seen.map((each) => each.over2ms)), of: sum(seen.map((each) => each.count)) }
}

function overPerMillion(seen: readonly Seen[]): number {
  const { hits, of } = over2msOf(seen)
  return (hits / of) * 1e6
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

async function dearestOfOurs(redis: Parameters<Part>[0]["instance"]["redis"]): Promise<Dearest> {
  const entries = itemsOf(await redis.ask("SLOWLOG", "GET", 10_000)).map(itemsOf)
  const ours = entries.filter((entry) => textOf(entry[5], 100) === CLIENT_NAME)
  return ours
    .map(([, , micros, words]) => ({ command: textOf(itemsOf(words)[0], 40), micros: countOf(micros) }))
    .reduce((a, b) => (a.micros >= b.micros ? a : b), { command: "none noted", micros: 0 })
}

/** Workers and web servers wait on many connections, most of them named. */
function openClients(port: number): Promise<Socket[]> {
  return Promise.all(
    Array.from({ length: CLIENTS }, async (_, index) => {
      const socket = connect(port, targetAt(port).host)
      await once(socket, "connect")
      socket.write(`CLIENT SETNAME worker-${index}\r\n`)
      await once(socket, "data")
      return socket
    }),
  )
}

async function runQuietly(file: string, args: readonly string[]): Promise<void> {
  const child = spawn(file, args, { env: childEnvironment(), stdio: "ignore", timeout: OTHERS_MS_MAX })
  await once(child, "close")
}
