// What is too little to be seen beside a load is done many times on an idle instance, weighed against doing nothing, and
// divided.
import { setTimeout as wait } from "node:timers/promises"
import { below, stated } from "../room/bench.ts"
import { startHelper } from "../room/helper.ts"
import { inTurn, median } from "../room/measure.ts"
import { fill } from "./fill.ts"
import type { Part } from "./part.ts"
import { readUsage } from "./usage.ts"
import { LOOK_EVERY_MS, type LooksEnd, type PingEnd, WALK_EVERY_MS, type WalkEnd } from "./watch-figures.ts"

const SECONDS = 5
const KEYS = 300_000
const SIDES = ["nothing", "pings", "looks", "walk"] as const

type Spent = {
  /** Pings, looks or walks. */
  count: number
  tookMs: number
  cpuMicros: number
  agentMicros: number
  bytesIn: number
  bytesOut: number
  pingMicros: number
}

export const costOfEach: Part = async ({ rounds, instance, progress }) => {
  const { port, redis } = instance
  progress(`filling ${KEYS} keys, and a first look`)
  await fill(redis, KEYS)
  const watcher = await startHelper(new URL("./watch-process.ts", import.meta.url), { port })
  const doing: Record<(typeof SIDES)[number], () => Promise<{ count: number; agentCpuMicros: number }>> = {
    nothing: async () => {
      await wait(SECONDS * 1_000)
      return { count: 1, agentCpuMicros: 0 }
    },
    pings: async () => {
      await watcher.ask("ping a hundred times as often")
      await wait(SECONDS * 1_000)
      const { agentCpuMicros, pings: count } = await watcher.ask<PingEnd>("end pinging")
      return { agentCpuMicros, count }
    },
    looks: async () => {
      const { agentCpuMicros, looks: count } = await watcher.ask<LooksEnd>("look again and again")
      return { agentCpuMicros, count }
    },
    walk: async () => ({ ...(await watcher.ask<WalkEnd>("walk")), count: 1 }),
  }
  try {
    const measured = await inTurn(SIDES, Math.ceil(rounds / 2), async (side, round): Promise<Spent> => {
      progress(`what each costs: ${side}, round ${round + 1}`)
      const before = await readUsage(redis)
      const { count, agentCpuMicros } = await doing[side]()
      const after = await readUsage(redis)
      const pingMicros = (usage: typeof after) => usage.perCommand.get("ping")?.micros ?? 0
      return {
        count,
        tookMs: after.at - before.at,
        cpuMicros: after.cpuMicros - before.cpuMicros,
        agentMicros: agentCpuMicros,
        bytesIn: after.inputBytes - before.inputBytes,
        bytesOut: after.outputBytes - before.outputBytes,
        pingMicros: pingMicros(after) - pingMicros(before),
      }
    })
    return rowsOf(measured)
  } finally {
    await watcher.end()
  }
}

function rowsOf(measured: Record<(typeof SIDES)[number], Spent[]>) {
  const idlePerMs = median(measured.nothing.map((each) => each.cpuMicros / each.tookMs))
  /** Beyond what the instance uses by itself in that time. */
  const cpuOf = (side: (typeof SIDES)[number]) =>
    median(measured[side].map((each) => (each.cpuMicros - idlePerMs * each.tookMs) / each.count))
  const of = (side: (typeof SIDES)[number], what: keyof Spent) =>
    median(measured[side].map((each) => each[what] / each.count))
  /** Without what the bench itself asks before and after. */
  const bytesOf = (side: (typeof SIDES)[number], what: "bytesIn" | "bytesOut") => {
    const own = median(measured.nothing.map((each) => each[what]))
    return median(measured[side].map((each) => (each[what] - own) / each.count))
  }
  const { pings, looks } = measured
  const all = cpuOf("pings") + (cpuOf("looks") * 1_000) / LOOK_EVERY_MS + (cpuOf("walk") * 1_000) / WALK_EVERY_MS
  const ping = "one PING a second"
  const look = `one look at what is cheap, each ${LOOK_EVERY_MS / 1_000} s`
  const walk = `one walk of ${Math.round(of("walk", "tookMs") / 1_000)} s, each ${WALK_EVERY_MS / 1_000} s`
  return [
    stated({ id: "P1", claim: `${ping}: sent`, figure: bytesOf("pings", "bytesIn"), unit: "bytes/s" }),
    stated({ id: "P1b", claim: `${ping}: received`, figure: bytesOf("pings", "bytesOut"), unit: "bytes/s" }),
    stated({
      id: "P1c",
      claim: `${ping}: within the command`,
      figure: of("pings", "pingMicros"),
      unit: "µs/s of the instance",
    }),
    stated({
      id: "P1d",
      claim: `${ping}: all of it, of ${countOf(pings)}`,
      figure: cpuOf("pings"),
      unit: "µs CPU/s of the instance",
    }),
    stated({
      id: "P1e",
      claim: `${ping}: our side`,
      figure: of("pings", "agentMicros"),
      unit: "µs CPU/s of the agent",
    }),
    stated({
      id: "P2",
      claim: `${look}: of ${countOf(looks)}`,
      figure: cpuOf("looks"),
      unit: "µs CPU of the instance",
    }),
    stated({ id: "P2b", claim: `${look}: our side`, figure: of("looks", "agentMicros"), unit: "µs CPU of the agent" }),
    stated({ id: "P2c", claim: `${look}: received`, figure: bytesOf("looks", "bytesOut") / 1_024, unit: "KB" }),
    stated({ id: "P3", claim: walk, figure: cpuOf("walk") / 1_000, unit: "ms CPU of the instance" }),
    stated({
      id: "P3b",
      claim: `${walk}: our side`,
      figure: of("walk", "agentMicros") / 1_000,
      unit: "ms CPU of the agent",
    }),
    below(1, {
      id: "P4",
      claim: "PINGs, looks and walks together: share of what an instance can do",
      figure: all / 1e4,
      unit: "% of its core",
    }),
  ]
}

function countOf(spent: readonly Spent[]): number {
  return spent.reduce((sum, { count }) => sum + count, 0)
}
