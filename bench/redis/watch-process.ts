// The agent's watching of one instance, as a process of its own.
import { openRedis } from "../../agent/src/host/redis/connection.ts"
import { lookBriefly, lookIntoRedis } from "../../agent/src/host/redis/look-into-redis.ts"
import { type PingProber, probePing } from "../../agent/src/host/redis/ping-prober.ts"
import { quantileMicros } from "../../packages/protocol/src/latency-histogram.ts"
import { answerParent, helperOptions } from "../room/helper.ts"
import { targetAt } from "./instance.ts"
import { timed } from "./timed-connection.ts"
import { LOOK_EVERY_MS, type LooksEnd, type PingEnd, type WalkEnd, type WatchEnd } from "./watch-figures.ts"

/** Of looks without a pause. */
const LOOKS_MS = 5_000

const { port } = helperOptions<{ port: number }>()
const target = targetAt(port)
const redis = await openRedis(target, 5_000)
// What is known of an instance before it is looked at every few seconds: its queues.
const known = await lookIntoRedis(redis, { now: Date.now })

let prober: PingProber | undefined
let timer: NodeJS.Timeout | undefined
let looks = 0
let looking: Promise<void> = Promise.resolve()
let cpu = process.cpuUsage()

answerParent({
  watch: () => {
    begin(1_000)
    const look = () => {
      looking = lookOnce()
      looking.catch(() => process.exit(1))
    }
    look()
    timer = setInterval(look, LOOK_EVERY_MS)
  },
  rest: async (): Promise<WatchEnd> => {
    clearInterval(timer)
    await looking
    return { ...(await end()), looks }
  },
  "ping a hundred times as often": () => begin(10),
  "end pinging": end,
  walk: async (): Promise<WalkEnd> => {
    cpu = process.cpuUsage()
    const begun = performance.now()
    const { redis: asked, takeRuns } = timed(redis)
    const { keyspaces } = await lookIntoRedis(asked, { now: Date.now })
    const keysSeen = keyspaces.reduce((sum, { seen }) => sum + seen, 0)
    return { ...spent(), tookMs: performance.now() - begun, keysSeen, runs: takeRuns() }
  },
  "look again and again": async (): Promise<LooksEnd> => {
    cpu = process.cpuUsage()
    const begun = performance.now()
    for (looks = 0; performance.now() - begun < LOOKS_MS; ) await lookOnce()
    return { ...spent(), looks, tookMs: performance.now() - begun }
  },
})

function begin(everyMs: number): void {
  cpu = process.cpuUsage()
  looks = 0
  prober = probePing({ target, everyMs })
}

async function lookOnce(): Promise<void> {
  looks += 1
  await lookBriefly(redis, known.queues, Date.now)
}

async function end(): Promise<PingEnd> {
  const window = prober?.take()
  prober?.close()
  const { count } = window?.roundTrips ?? { count: 0 }
  const failures = (window?.timeouts ?? 0) + (window?.failures ?? 0)
  return { ...spent(), pings: count, failures, p99Micros: window ? (quantileMicros(window.roundTrips, 0.99) ?? 0) : 0 }
}

function spent(): { agentCpuMicros: number } {
  const { user, system } = process.cpuUsage(cpu)
  return { agentCpuMicros: user + system }
}
