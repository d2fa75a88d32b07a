// A real server with the agent's core on it as a systemd service, an application whose units read an env file, and a
// control plane that is nothing but a key.
import { generateKeyPairSync, randomUUID } from "node:crypto"
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { hashOf } from "@signalbox/agent/host/files/target"
import { signCommand } from "@signalbox/agent/testing/rig"
import type { ChangeFinished, Command } from "@signalbox/protocol/change"
import type { HostPolicy } from "@signalbox/protocol/policy"
import { startHost } from "../hosts/host.ts"
import type { TestNetwork } from "../hosts/network.ts"
import { appUnits, runScript } from "./app-units.ts"
import { bundleOf } from "./bundle.ts"

export const ENV_PATH = "/opt/app/.env"
export const OLD_TEXT = "GREETING=old\nAPI_PASSWORD=old-secret-value\n"
export const NEW_TEXT = "GREETING=new\nAPI_PASSWORD=new-secret-value\n"

const programFolder = "opt/signalbox-agent"
const driverFolder = "/var/lib/signalbox-driver"

export type AgentHost = Awaited<ReturnType<typeof startAgentHost>>

export type AgentHostOptions = {
  network: TestNetwork
  name: string
  guardianMarginMs?: number
  /** Local Redis instances that the server's policy lists. */
  redis?: HostPolicy["redis"]
  /** Writes more to the disk before the first boot. */
  prepare?: (root: string) => Promise<void>
}

/** Boots a server whose agent is up and whose units run on OLD_TEXT. */
export async function startAgentHost(options: AgentHostOptions) {
  const { network, name, guardianMarginMs = 2_000, redis = [] } = options
  const { publicKey, privateKey } = generateKeyPairSync("ed25519")
  const serverId = randomUUID()
  const config = {
    folder: driverFolder,
    policyPath: "/etc/signalbox/policy.json",
    controlPlaneKey: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    serverId,
    guardianCommand: [`/${programFolder}/node`, `/${programFolder}/guardian.mjs`],
    guardianMarginMs,
  }
  const host = await startHost({
    network,
    name,
    prepare: async (root) => {
      await prepareRoot(root, config, redis)
      await options.prepare?.(root)
    },
  })
  await host.run("systemctl", ["daemon-reload"])
  await host.run("systemctl", ["enable", "signalbox-recover.service", "signalbox-agent.service", "web.service"])
  await host.run("systemctl", ["start", "web.service", "slow.service", "page.service"])
  await host.run("systemctl", ["mask", "masked.service"])
  await host.run("systemctl", ["start", "signalbox-agent.service"])
  const outbox = join(host.root, driverFolder, "outbox")
  let seq = 0

  async function appeared<T>(entry: string, withinMs = 60_000): Promise<T> {
    const path = join(outbox, `${entry}.json`)
    const end = Date.now() + withinMs
    while (!existsSync(path)) {
      if (Date.now() > end) throw new Error(`${name}: no ${entry} within ${withinMs} ms`)
      await wait(10)
    }
    return JSON.parse(readFileSync(path, "utf8")) as T
  }

  await appeared("ready")
  return {
    ...host,
    host,
    appeared,
    /** Of the env file, unless the change is whole. */
    command(change: object, more: Partial<Command> = {}): Command {
      seq += 1
      const payload = JSON.stringify("kind" in change ? change : { ...baseChange(), ...change })
      return signCommand({ serverId, seq, payload, key: privateKey, ...more })
    },
    /** Hands the command over; the answer is empty when it was taken, else a problem. */
    async send(command: Command): Promise<{ code?: string }> {
      const inbox = join(host.root, driverFolder, "inbox")
      writeFileSync(join(inbox, "new"), JSON.stringify(command))
      await host.run("mv", [`${driverFolder}/inbox/new`, `${driverFolder}/inbox/${command.id}.json`])
      return appeared(`taken-${command.id}`)
    },
    finished: (id: string, withinMs?: number) => appeared<ChangeFinished>(`finished-${id}`, withinMs),
    readEnv: () => readFileSync(join(host.root, ENV_PATH), "utf8"),
    forgetReady: () => rmSync(join(outbox, "ready.json"), { force: true }),
    /** One property of a unit, by the server's own systemctl. */
    property: async (unit: string, property: string) =>
      (await host.run("systemctl", ["show", "--value", "--property", property, "--", unit])).trim(),
    isArmed: async (id: string) =>
      (await host.exec("systemctl", ["is-active", `signalbox-guardian-${id}.timer`])).code === 0,
  }
}

/** Some of them, named name-0 and on, booted at once. */
export function startAgentHosts({ count, ...options }: AgentHostOptions & { count: number }): Promise<AgentHost[]> {
  const names = Array.from({ length: count }, (_, index) => `${options.name}-${index}`)
  return Promise.all(names.map((name) => startAgentHost({ ...options, name })))
}

function baseChange() {
  return {
    kind: "env",
    service: "web",
    versionNumber: 2,
    path: ENV_PATH,
    owner: "ytdl",
    group: "ytdl",
    mode: "0640",
    dialects: ["systemd"],
    text: NEW_TEXT,
    baseHash: hashOf(OLD_TEXT),
    units: ["web.service"],
    checks: [],
    assertions: [],
    settleMs: 1_000,
    deadlineMs: 20_000,
  }
}

async function prepareRoot(
  root: string,
  config: { policyPath: string; folder: string },
  redis: HostPolicy["redis"],
): Promise<void> {
  const program = join(root, programFolder)
  mkdirSync(program, { recursive: true, mode: 0o755 })
  copyFileSync(await bundleOf("agent/src/testing/agent-driver.ts"), join(program, "driver.mjs"))
  copyFileSync(await bundleOf("agent/src/guardian.ts"), join(program, "guardian.mjs"))
  copyFileSync(process.execPath, join(program, "node"))
  chmodSync(join(program, "node"), 0o755)
  const put = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(root, path)), { recursive: true, mode: 0o755 })
    writeFileSync(join(root, path), text)
    chmodSync(join(root, path), mode)
  }
  mkdirSync(join(root, config.folder, "inbox"), { recursive: true })
  put("/etc/signalbox/driver.json", JSON.stringify(config))
  put(config.policyPath, JSON.stringify(policy(redis)))
  put("/opt/app/run.sh", runScript, 0o755)
  put(ENV_PATH, OLD_TEXT, 0o640)
  chownSync(join(root, "/opt/app"), 990, 990)
  chownSync(join(root, ENV_PATH), 990, 990)
  // Not in /etc, where a unit of that name could not be masked.
  for (const [unit, text] of Object.entries(appUnits)) put(`/usr/lib/systemd/system/${unit}`, text)
}

function policy(redis: HostPolicy["redis"]): HostPolicy {
  const units = Object.keys(appUnits).filter((unit) => !unit.startsWith("signalbox-"))
  return {
    version: 1,
    env: [
      {
        path: ENV_PATH,
        owner: "ytdl",
        group: "ytdl",
        modes: ["0640"],
        units: [...units, "masked.service", "missing.service"],
        bytesMax: 65_536,
      },
    ],
    units: units.map((name) => ({ name, verbs: ["restart", "logs"] })),
    probes: [],
    deniedKeys: ["LD_*"],
    watchedFiles: [],
    redis,
  }
}
