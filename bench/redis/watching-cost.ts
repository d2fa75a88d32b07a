import { setTimeout as wait } from "node:timers/promises"
import { runChecked } from "../../e2e/hosts/run-command.ts"
import { below, belowOrNoise, stated } from "../room/bench.ts"
import { type Helper, startHelper } from "../room/helper.ts"
import { inTurn, median, noisePercent, percentMore } from "../room/measure.ts"
import { fill } from "./fill.ts"
import type { LoadEnd } from "./load-figures.ts"
import type { Part } from "./part.ts"
import { microsInOthers, readUsage } from "./usage.ts"
import { WALK_EVERY_MS, type WalkEnd, type WatchEnd } from "./watch-figures.ts"

const PER_SECOND = 50_000
const KEYS = 300_000
/** All that the load asks. */
const OF_THE_LOAD = ["set", "get"]
const SIDES = ["without", "with"] as const

/** An instance at work, with the agent's watching and without, in turn. */
export const watchingCost: Part = async (options) => {
  const { port, redis } = options.instance
  options.progress(`filling ${KEYS} keys, and a first look`)
  await fill(redis, KEYS)
  const watcher = await startHelper(new URL("./watch-process.ts", import.meta.url), { port })
  const load = await startHelper(new URL("./load-process.ts", import.meta.url), { port, perSecond: PER_SECOND })
  try {
    return [
      ...(await atItsLimit(options, watcher)),
      ...(await atAHeldRate(options, { watcher, load })),
      ...(await whileWalked(options, { watcher, load })),
    ]
  } finally {
    await load.end()
    await watcher.end()
  }
}

type Options = Parameters<Part>[0]
type Helpers = { watcher: Helper; load: Helper }

/** How much it does at most: a busy instance has only what we leave it. */
async function atItsLimit(options: Options, watcher: Helper) {
  const { rounds, seconds, progress } = options
  const perSecond = await mostPerSecond(options, 400_000)
  const measured = await inTurn(SIDES, rounds, async (side, round) => {
    if (side === "with") await watcher.ask("watch")
    const figure = await mostPerSecond(options, Math.round(perSecond * seconds))
    if (side === "with") await watcher.ask("rest")
    progress(`at its limit, ${side} watching, round ${round + 1}: ${Math.round(figure)} commands/s`)
    return figure
  })
  const claim = "throughput of a saturated instance (redis-benchmark -P 16)"
  return [
    stated({ id: "W1", claim: `${claim}, unwatched`, figure: median(measured.without), unit: "commands/s" }),
    belowOrNoise(1, noisePercent(measured.without), {
      id: "W1b",
      claim: `${claim}: lost by our watching`,
      figure: -percentMore(measured.with, measured.without),
      unit: "%",
    }),
    stated({
      id: "W1c",
      claim: `${claim}: noise, one unwatched round against the next`,
      figure: noisePercent(measured.without),
      unit: "%",
    }),
  ]
}

async function mostPerSecond({ programs, instance }: Options, commands: number): Promise<number> {
  const words = ["-p", `${instance.port}`, "-c", "20", "-P", "16", "-r", "10000", "--csv", "-t", "get"]
  const said = await runChecked(programs.benchmark, [...words, "-n", `${commands}`])
  return Number(/^"GET[^"]*","([\d.]+)"/m.exec(said)?.[1] ?? Number.NaN)
}

/** The same work every second, so that what is used beyond it is ours. */
async function atAHeldRate(options: Options, { watcher, load }: Helpers) {
  const { rounds, seconds, progress, instance } = options
  const measured = await inTurn(SIDES, rounds, async (side, round) => {
    const held = await loaded(instance.redis, load, async () => {
      if (side === "with") await watcher.ask("watch")
      await wait(seconds * 1_000)
      return side === "with" ? watcher.ask<WatchEnd>("rest") : undefined
    })
    progress(`at ${PER_SECOND} commands/s, ${side} watching, round ${round + 1}: p99 ${held.p99Micros} µs`)
    return held
  })
  const { with: watched, without } = measured
  const ends = watched.flatMap(({ during }) => during ?? [])
  const failures = ends.reduce((sum, end) => sum + end.failures, 0)
  const claim = `at a held ${PER_SECOND / 1_000},000 commands/s`
  return [
    stated({
      id: "W2",
      claim: `${claim}: held by the slowest round`,
      figure: Math.min(...[...watched, ...without].map((each) => each.perSecondHeld)),
      unit: "commands/s",
    }),
    below(1, {
      id: "W2b",
      claim: `${claim}: time of the instance in our commands, by its own clock`,
      figure: ownShare(watched) - ownShare(without),
      unit: "%",
    }),
    belowOrNoise(1, noisePercent(without.map(cpuPerCommand)), {
      id: "W2c",
      claim: `${claim}: CPU time of the instance per command, more when watched`,
      figure: percentMore(watched.map(cpuPerCommand), without.map(cpuPerCommand)),
      unit: "%",
    }),
    stated({
      id: "W2d",
      claim: `${claim}: noise of that, one unwatched round against the next`,
      figure: noisePercent(without.map(cpuPerCommand)),
      unit: "%",
    }),
    stated({ id: "W2e", claim: `${claim}: p99 of the load, unwatched`, figure: median(without.map(p99)), unit: "µs" }),
    stated({ id: "W2f", claim: `${claim}: p99 of the load, watched`, figure: median(watched.map(p99)), unit: "µs" }),
    stated({
      id: "W2g",
      claim: `${claim}: CPU time of the agent for watching`,
      figure: median(ends.map((end) => end.agentCpuMicros / seconds / 1e4)),
      unit: "% of a core",
    }),
    {
      id: "W2h",
      claim: `${claim}: our PINGs that failed`,
      figure: failures,
      unit: "PINGs",
      target: "0",
      pass: failures === 0,
    },
  ]
}

/** The walk takes some 20 s of every 300: it is measured apart, for as long as it takes. */
async function whileWalked(options: Options, { watcher, load }: Helpers) {
  const { rounds, progress, instance } = options
  let walkMs = 20_000
  const measured = await inTurn(["with", "without"] as const, Math.ceil(rounds / 2), async (side, round) => {
    const held = await loaded(instance.redis, load, async () => {
      if (side === "without") return void (await wait(walkMs))
      const end = await watcher.ask<WalkEnd>("walk")
      walkMs = end.tookMs
      return end
    })
    progress(`at ${PER_SECOND} commands/s, ${side} walk, round ${round + 1}: p99 ${held.p99Micros} µs`)
    return held
  })
  const { with: walked, without } = measured
  const seconds = median(walked.flatMap(({ during }) => (during ? [during.tookMs / 1_000] : [])))
  const claim = `while the keys are walked, ${Math.round(seconds)} s of every ${WALK_EVERY_MS / 1_000}`
  return [
    below(1, {
      id: "W3",
      claim: `${claim}: time of the instance in our commands, by its own clock`,
      figure: ownShare(walked) - ownShare(without),
      unit: "%",
    }),
    stated({
      id: "W3b",
      claim: `${claim}: CPU time of the instance per command of the load, more than without`,
      figure: percentMore(walked.map(cpuPerCommand), without.map(cpuPerCommand)),
      unit: "%",
    }),
    stated({ id: "W3c", claim: `${claim}: p99 of the load, not walked`, figure: median(without.map(p99)), unit: "µs" }),
    stated({ id: "W3d", claim: `${claim}: p99 of the load, walked`, figure: median(walked.map(p99)), unit: "µs" }),
  ]
}

type Held = LoadEnd & { cpuPerCommand: number; ownShare: number }

/** What load and instance saw while `during` went on. */
async function loaded<During>(
  redis: Options["instance"]["redis"],
  load: Helper,
  during: () => Promise<During>,
): Promise<Held & { during: During }> {
  await load.ask("begin")
  // The first second is warm-up.
  await wait(1_000)
  await load.ask("end")
  await load.ask("begin")
  const before = await readUsage(redis)
  const done = await during()
  const after = await readUsage(redis)
  const end = await load.ask<LoadEnd>("end")
  const commands = OF_THE_LOAD.reduce((sum, name) => {
    return sum + (after.perCommand.get(name)?.calls ?? 0) - (before.perCommand.get(name)?.calls ?? 0)
  }, 0)
  return {
    ...end,
    during: done,
    cpuPerCommand: (after.cpuMicros - before.cpuMicros) / commands,
    ownShare: microsInOthers(before, after, OF_THE_LOAD) / (after.at - before.at) / 10,
  }
}

function ownShare(held: readonly Held[]): number {
  return median(held.map((each) => each.ownShare))
}

function cpuPerCommand(held: Held): number {
  return held.cpuPerCommand
}

function p99(held: Held): number {
  return held.p99Micros
}
