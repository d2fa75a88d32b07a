// A real server on which the agent, in its own sandbox, may manage a Redis: one that has never been installed, or one that
// runs as the distribution's package left it.
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { agentUnit } from "@signalbox/agent/install/unit-text"
import type { ChangeFinished } from "@signalbox/protocol/change"
import { redisConfHash } from "@signalbox/protocol/redis-conf"
import { parseRedisPolicy, type RedisPolicy } from "@signalbox/protocol/redis-policy"
import type { TestNetwork } from "../hosts/network.ts"
import { moveToRepository } from "../hosts/package-repository.ts"
import { startAgentHost } from "./agent-host.ts"

export const CONF = "/etc/redis/signalbox.conf"
export const MAIN_CONF = "/etc/redis/redis.conf"
export const REDIS_UNIT = "redis-server.service"
const ENTRY = { unit: REDIS_UNIT, path: CONF, port: 6379, memoryBytesMax: 4 * 1024 ** 3, bind: [] }

const FILL_PART = 50_000

export type RedisHost = Awaited<ReturnType<typeof startRedisHost>>

export async function startRedisHost(options: { network: TestNetwork; name: string; isInstalled: boolean }) {
  const { network, name, isInstalled } = options
  const host = await startAgentHost({
    network,
    name,
    redis: [{ ...ENTRY, verbs: ["install", "configure", "remove"] }],
    async prepare(root) {
      if (!isInstalled) await moveToRepository(root, ["redis-tools", "redis-server"])
      // As `signalbox-agent policy` does: what is not there when the agent starts stays closed to it.
      for (const path of ["etc/redis", "var/lib/signalbox-agent"]) mkdirSync(join(root, path), { recursive: true })
      const folder = join(root, "etc/systemd/system/signalbox-agent.service.d")
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, "sandbox.conf"), sandbox())
    },
  })
  if (isInstalled) await host.run("systemctl", ["enable", "--now", REDIS_UNIT])

  return {
    ...host,
    /** Hands over the change to this policy; the text is of KEY=VALUE lines. */
    async send(text: string, more: { baseHash?: string | null; deadlineMs?: number; settleMs?: number } = {}) {
      const command = host.command(redisChange(policyOf(text), more))
      const answer = await host.send(command)
      if (answer.code !== undefined) throw new Error(`${name}: ${answer.code}`)
      return command.id
    },
    async change(text: string, more: Parameters<typeof this.send>[1] = {}): Promise<ChangeFinished> {
      return host.finished(await this.send(text, more), (more.deadlineMs ?? 60_000) + 160_000)
    },
    /** What redis-cli says, on the server itself. */
    async ask(...words: string[]): Promise<string> {
      const result = await host.exec("redis-cli", ["--no-auth-warning", ...words])
      return `${result.stdout}${result.stderr}`.trim()
    },
    /** Puts so many keys into a Redis that wants no password, a part of them at a time. */
    async fill(count: number, valueBytes: number): Promise<void> {
      const script =
        "local v = string.rep('x', ARGV[3]) for i = ARGV[1], ARGV[2] do redis.call('SET', string.format('key:%d', i), v) end"
      for (let from = 1; from <= count; from += FILL_PART) {
        const to = Math.min(count, from + FILL_PART - 1)
        await host.run("redis-cli", ["EVAL", script, "0", String(from), String(to), String(valueBytes)])
      }
    },
    takes: async (password: string) =>
      (await host.exec("redis-cli", ["--no-auth-warning", "-a", password, "PING"])).stdout.trim() === "PONG",
    /** Whether our file is that of this policy. */
    isFileOf: async (text: string) => (await host.run("sha256sum", [CONF])).split(" ")[0] === hashOfPolicy(text),
    read: async (path: string) => (await host.exec("cat", [path])).stdout,
  }
}

export function policyOf(text: string): RedisPolicy {
  const lines = text.trim().split(/\s*\n\s*/)
  const parsed = parseRedisPolicy(new Map(lines.map((line) => line.split(/=(.*)/s, 2) as [string, string])))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.policy
}

export const hashOfPolicy = (text: string) => redisConfHash(policyOf(text))

function redisChange(policy: RedisPolicy, more: object) {
  return {
    kind: "redis",
    service: "cache",
    versionNumber: 1,
    path: CONF,
    owner: "redis",
    group: "redis",
    mode: "0640",
    unit: REDIS_UNIT,
    policy,
    fileHash: redisConfHash(policy),
    baseHash: null,
    checks: [],
    settleMs: 500,
    deadlineMs: 60_000,
    ...more,
  }
}

/** The real one, around the agent under test. */
function sandbox(): string {
  const input = {
    policy: {
      version: 1,
      env: [],
      units: [],
      probes: [],
      deniedKeys: [],
      watchedFiles: [],
      redis: [{ ...ENTRY, verbs: [] }],
    },
    stateDir: "/var/lib/signalbox-agent",
    configDir: "/etc/signalbox",
    serverDir: "/var/lib/signalbox-agent",
  } satisfies Parameters<typeof agentUnit>[0]
  const service = agentUnit(input).split("[Service]\n")[1]?.split("\n\n[Install]")[0] ?? ""
  const lines = service.split("\n").filter((line) => !/^(ExecStart|Restart|RestartSec|MemoryMax)=/.test(line))
  return `[Service]\n${lines.join("\n")}\nReadWritePaths=/var/lib/signalbox-driver\n`
}
