// The scenario's two services as an operator would describe them, and the host policy that permits them.
import type { CreateServiceInput } from "@signalbox/domain/services/schema"
import { DENIED_KEYS_DEFAULT, type HostPolicy } from "@signalbox/protocol/policy"

const backendUnits = ["ytd-api.service", "ytd-worker.service", "ytd-beat.service"]
const cookieUnits = ["ytd-cookie-extractor.service"]
const backendEnv = "/opt/ytdl/backend-python/.env"
const cookieEnv = "/opt/ytdl/cookie-extractor/.env"

/** What the servers permit; their checks may also reach the shared Redis, on the way there and on the way back. */
export function scenarioPolicy(sharedRedis: { address: string; port: number }): HostPolicy {
  return {
    version: 1,
    env: [
      { path: backendEnv, owner: "ytdl", group: "ytdl", modes: ["0600"], units: backendUnits, bytesMax: 65_536 },
      { path: cookieEnv, owner: "ytdl", group: "ytdl", modes: ["0600"], units: cookieUnits, bytesMax: 65_536 },
    ],
    units: [...backendUnits, ...cookieUnits].map((name) => ({ name, verbs: ["restart", "reset-failed", "logs"] })),
    probes: [{ host: sharedRedis.address, ports: [sharedRedis.port] }],
    deniedKeys: [...DENIED_KEYS_DEFAULT],
    watchedFiles: [],
    redis: [
      {
        unit: "redis-server.service",
        path: "/etc/redis/signalbox.conf",
        port: 6379,
        verbs: ["install", "configure", "remove"],
        memoryBytesMax: 512 * 1_048_576,
        bind: [],
      },
    ],
  }
}

export const backendService: CreateServiceInput = {
  name: "backend",
  description: "API, Celery worker and beat of the downloader",
  envPath: backendEnv,
  envOwner: "ytdl",
  envGroup: "ytdl",
  envMode: "0600",
  dialects: ["systemd", "python-dotenv"],
  units: backendUnits,
  checks: [
    { kind: "http", url: "http://127.0.0.1:3001/api/health/", status: 200, timeoutMs: 5_000, withinMs: 20_000 },
    { kind: "redis-ping", urlKey: "REDIS_URL", withinMs: 10_000 },
    {
      kind: "journal-shows",
      unit: "ytd-api.service",
      pattern: "Redis connected successfully with connection pooling",
      withinMs: 20_000,
    },
    { kind: "journal-lacks", unit: "ytd-worker.service", pattern: "TimeoutError", forMs: 3_000 },
    { kind: "env-assertions" },
  ],
  assertions: [
    { kind: "required", key: "REDIS_URL" },
    { kind: "port", key: "APP_PORT" },
    { kind: "one-of", key: "YT_ACCOUNT_ID", values: ["account_a", "account_b", "account_c"] },
    { kind: "differs-between-servers", key: "YT_ACCOUNT_ID" },
  ],
  secretKeys: [],
}

export const cookieService: CreateServiceInput = {
  name: "cookie-extractor",
  description: "Refreshes the cookie files from a Bull queue on the shared Redis",
  envPath: cookieEnv,
  envOwner: "ytdl",
  envGroup: "ytdl",
  envMode: "0600",
  dialects: ["systemd", "dotenv"],
  units: cookieUnits,
  checks: [
    {
      kind: "redis-ping",
      hostKey: "REDIS_HOST",
      portKey: "REDIS_PORT",
      passwordKey: "REDIS_PASSWORD",
      withinMs: 10_000,
    },
  ],
  assertions: [
    { kind: "required", key: "REDIS_HOST" },
    { kind: "required", key: "REDIS_PASSWORD" },
  ],
  secretKeys: [],
}
