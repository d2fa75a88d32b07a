// The acceptance scenario on real machines: three servers of a video-download system, and the Redis they share far away.

import { type Host, startHost } from "./host.ts"
import { startNetwork, type TestNetwork } from "./network.ts"
import { type ScenarioEnvs, type ScenarioState, scenarioEnvs } from "./scenario-envs.ts"
import { type SharedRedis, startSharedRedis } from "./shared-redis.ts"
import { waitForJournal } from "./wait-for-journal.ts"
import { installWorkloads } from "./workload-files.ts"

export interface ScenarioOptions {
  /** Default 3, at most 12. */
  readonly servers?: number
  readonly progress?: (line: string) => void
  /** Of the way to the shared Redis, each direction; default 75. */
  readonly delayMs?: number
  /** How often cookies are renewed; default 30. */
  readonly cookieIntervalSeconds?: number
}

export interface Scenario {
  readonly network: TestNetwork
  /** Where the control plane listens so that the servers reach it. */
  readonly controlPlaneAddress: string
  readonly servers: readonly Host[]
  readonly sharedRedis: SharedRedis
  /** A server's env files: before, all on the shared Redis (what it boots with); after, only the Bull queue. */
  envTexts(state: ScenarioState, server: Host): ScenarioEnvs
  stop(): Promise<void>
}

const serverNames = ["dl-fra-1", "dl-iad-1", "dl-gra-1"]
const accounts = ["account_a", "account_b", "account_c"]

/** Boots everything and waits until every service on every server has reached its Redis. */
export async function startScenario(options: ScenarioOptions = {}): Promise<Scenario> {
  const progress = options.progress ?? (() => {})
  const { servers: count = 3, delayMs = 75, cookieIntervalSeconds = 30 } = options
  const network = await startNetwork()
  try {
    progress("starting the shared Redis")
    const sharedRedis = await startSharedRedis({ network, name: "redis-shared", delayMs, progress })
    const envsOf = (state: ScenarioState, index: number) =>
      scenarioEnvs({
        state,
        sharedRedis,
        serverName: serverName(index),
        account: accounts[index % accounts.length] ?? "",
        cookieIntervalSeconds,
      })
    const servers = await Promise.all(
      Array.from({ length: count }, (_, index) =>
        startServer({ network, index, envs: envsOf("before", index), progress }),
      ),
    )
    return {
      network,
      controlPlaneAddress: network.controlPlaneAddress,
      servers,
      sharedRedis,
      envTexts: (state, server) => envsOf(state, servers.indexOf(server)),
      stop: network.stop,
    }
  } catch (error) {
    await network.stop()
    throw error
  }
}

async function startServer(start: {
  network: TestNetwork
  index: number
  envs: ScenarioEnvs
  progress: (line: string) => void
}): Promise<Host> {
  const { network, index, envs, progress } = start
  const name = serverName(index)
  const host = await startHost({ network, name, progress, prepare: (root) => installWorkloads(root, envs) })
  progress(`${name} has booted (${host.address}), its services start`)
  await servicesReady(host)
  progress(`${name}: all services run`)
  return host
}

/** Resolves when all four services have said in the journal of this boot that they work. */
export async function servicesReady(host: Host): Promise<void> {
  await Promise.all([
    waitForJournal(host, { unit: "ytd-api.service", pattern: /Uvicorn running/ }),
    waitForJournal(host, { unit: "ytd-worker.service", pattern: /celery@\S+ ready/ }),
    waitForJournal(host, { unit: "ytd-beat.service", pattern: /beat: Starting/ }),
    waitForJournal(host, { unit: "ytd-cookie-extractor.service", pattern: /queue cookie-refresh ready/ }),
  ])
}

function serverName(index: number): string {
  return serverNames[index] ?? `dl-${index + 1}`
}
