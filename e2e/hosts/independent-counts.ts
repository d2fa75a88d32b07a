// What the servers' own tools say, counted beside the product and without it: ss, redis-cli, and Celery's own timings.
import type { Host } from "./host.ts"
import type { Scenario } from "./scenario.ts"

const EVERY_MS = 5_000

type Sample = {
  at: number
  /** Server → established sockets of its services to the shared Redis. */
  sockets: Map<string, number>
  /** In and out, as the shared Redis counts. */
  sharedBytes: number
  /** Server → used_memory of its local Redis; left out where there is none. */
  localBytes: Map<string, number>
}

export type IndependentFigures = {
  samples: number
  sharedConnections: number
  mostFromOneServer: number
  sharedBytesPerSecond: number
  localBytesMost: number | null
  /** Of the Celery task that times a round trip to its broker: the median of the slowest server, in milliseconds. */
  roundTripMs: number | null
}

export type IndependentCounts = {
  /** Of the samples between two moments, milliseconds since the epoch. */
  within(window: { from: number; to: number }): Promise<IndependentFigures>
  stop(): Promise<void>
}

export function startIndependentCounts(scenario: Scenario): IndependentCounts {
  const samples: Sample[] = []
  const stop = new AbortController()
  const running = sampleUntil(scenario, { samples, signal: stop.signal })
  return {
    async within(window) {
      const own = samples.filter(({ at }) => at >= window.from && at < window.to)
      const [first, last] = [own[0], own.at(-1)]
      if (!first || !last || first === last) throw new Error("no samples were taken in that time")
      const timings = await Promise.all(scenario.servers.map((server) => roundTripMs(server, window)))
      const timed = timings.filter((timing) => timing !== null)
      return {
        samples: own.length,
        sharedConnections: median(own.map(({ sockets }) => sum([...sockets.values()]))),
        mostFromOneServer: median(own.map(({ sockets }) => Math.max(...sockets.values()))),
        sharedBytesPerSecond: (last.sharedBytes - first.sharedBytes) / ((last.at - first.at) / 1_000),
        localBytesMost: last.localBytes.size === 0 ? null : Math.max(...last.localBytes.values()),
        roundTripMs: timed.length === 0 ? null : Math.max(...timed),
      }
    },
    async stop() {
      stop.abort()
      await running
    },
  }
}

async function sampleUntil(scenario: Scenario, { samples, signal }: { samples: Sample[]; signal: AbortSignal }) {
  while (!signal.aborted) {
    samples.push(await sample(scenario))
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, EVERY_MS)
      signal.addEventListener("abort", () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}

async function sample({ servers, sharedRedis }: Scenario): Promise<Sample> {
  const stats = await sharedRedis.cli("INFO", "stats")
  const at = Date.now()
  const counter = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(stats)?.[1])
  const sockets = await Promise.all(servers.map((server) => socketsOfServices(server, sharedRedis)))
  const memory = await Promise.all(servers.map(localBytes))
  return {
    at,
    sharedBytes: counter("total_net_input_bytes") + counter("total_net_output_bytes"),
    sockets: new Map(servers.map((server, index) => [server.name, sockets[index] ?? 0])),
    localBytes: new Map(
      servers.flatMap((server, index) => {
        const bytes = memory[index]
        return bytes === undefined || bytes === null ? [] : [[server.name, bytes] as const]
      }),
    ),
  }
}

/** Without the agent's own: it is there to measure. */
async function socketsOfServices(server: Host, shared: { address: string; port: number }): Promise<number> {
  const agent = (await server.run("systemctl", ["show", "-P", "MainPID", "signalbox-agent.service"])).trim()
  const filter = ["state", "established", "dst", `${shared.address}:${shared.port}`]
  const lines = (await server.run("ss", ["-Htnp", ...filter])).split("\n").filter((line) => line.trim() !== "")
  return lines.filter((line) => !line.includes(`pid=${agent},`)).length
}

async function localBytes(server: Host): Promise<number | null> {
  const { code, stdout } = await server.exec("redis-cli", ["INFO", "memory"])
  const bytes = /^used_memory:(\d+)/m.exec(stdout)?.[1]
  return code === 0 && bytes !== undefined ? Number(bytes) : null
}

/** Celery writes what a task returned, and this one returns its own measurement. */
async function roundTripMs(server: Host, { from, to }: { from: number; to: number }): Promise<number | null> {
  const lines = await server.run("journalctl", [
    ...["-u", "ytd-worker.service", "-o", "cat", "--no-pager"],
    `--since=@${Math.floor(from / 1_000)}`,
    `--until=@${Math.ceil(to / 1_000)}`,
  ])
  const timings = [...lines.matchAll(/tasks\.measure\S* succeeded in \S+s: ([\d.]+)$/gm)].map((match) =>
    Number(match[1]),
  )
  return timings.length === 0 ? null : median(timings)
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
