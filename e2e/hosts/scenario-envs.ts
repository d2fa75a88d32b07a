// The env files of the scenario: what each server reads before the operator's change, and after it.

import { mergeEnv } from "@signalbox/env-file/merge"

export type ScenarioService = "backend" | "cookie-extractor"
export type ScenarioState = "before" | "after"

export interface ServiceEnvText {
  /** The same on every server. */
  readonly base: string
  /** This server's own. */
  readonly overrides: string
  /** What stands on disk. */
  readonly merged: string
}

export type ScenarioEnvs = Readonly<Record<ScenarioService, ServiceEnvText>>

export interface ScenarioEnvOptions {
  readonly state: ScenarioState
  /** As the servers reach it. */
  readonly sharedRedis: { readonly address: string; readonly port: number; readonly password: string }
  readonly serverName: string
  readonly account: string
  readonly cookieIntervalSeconds: number
}

/** Before, everything is on the shared Redis; after ("hybrid"), only the Bull queue is. */
export function scenarioEnvs(options: ScenarioEnvOptions): ScenarioEnvs {
  const overrides = `# ${options.serverName}\nSERVER_NAME=${options.serverName}\nYT_ACCOUNT_ID=${options.account}\n`
  const bases = { backend: backendBase(options), "cookie-extractor": cookieExtractorBase(options) }
  const textOf = (base: string): ServiceEnvText => ({ base, overrides, merged: mergeEnv(base, overrides) })
  return { backend: textOf(bases.backend), "cookie-extractor": textOf(bases["cookie-extractor"]) }
}

function backendBase({ state, sharedRedis }: ScenarioEnvOptions): string {
  const { address, port, password } = sharedRedis
  const redis = state === "before" ? `redis://:${password}@${address}:${port}` : "redis://127.0.0.1:6379"
  return `# Video download backend
APP_ENV=production
APP_PORT=3001

# Redis: broker and results of Celery, and the cache
REDIS_URL=${redis}/0
CELERY_BROKER_URL=${redis}/0
CELERY_RESULT_BACKEND=${redis}/1
CACHE_REDIS_URL=${redis}/3
REDIS_POOL_SIZE=16
`
}

function cookieExtractorBase({ sharedRedis, cookieIntervalSeconds }: ScenarioEnvOptions): string {
  const { address, port, password } = sharedRedis
  return `# Cookie extractor
# The Bull queue is shared by all servers
REDIS_HOST=${address}
REDIS_PORT=${port}
REDIS_PASSWORD=${password}
REDIS_DB=2

# Seconds
COOKIE_INTERVAL=${cookieIntervalSeconds}
`
}
