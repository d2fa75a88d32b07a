// The playground on disk: a folder of its own in the data folder, with a program, its env file, and a host policy that permits
// an agent these and nothing else.
import { randomBytes } from "node:crypto"
import { existsSync } from "node:fs"
import { copyFile, mkdir, readFile, rename, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { userInfo } from "node:os"
import { join } from "node:path"
import { CreateServiceInput } from "@signalbox/domain/services/schema"
import { AccountName } from "@signalbox/protocol/names"
import { DENIED_KEYS_DEFAULT, type HostPolicy } from "@signalbox/protocol/policy"

const TEMPLATES = new URL("../../../../agent/playground/", import.meta.url)
export const GREETER_UNIT = "greeter.service"

export type PlaygroundFiles = {
  folder: string
  configDir: string
  stateDir: string
  policyPath: string
  policy: HostPolicy
  service: CreateServiceInput
}

/**
 * Makes the playground, or finds the one that is there: what was changed in it stays.
 * @throws Error when this user's name is not one that a host policy can carry
 */
export async function preparePlayground(dataDir: string): Promise<PlaygroundFiles> {
  const folder = join(dataDir, "playground")
  const home = join(folder, "greeter")
  const envPath = join(home, ".env")
  if (!existsSync(join(folder, "units.json"))) await writePlayground(folder, home, envPath)
  const [unit] = JSON.parse(await readFile(join(folder, "units.json"), "utf8")) as [{ argv: string[] }]
  const account = await ownAccount()
  const policyPath = join(folder, "policy.json")
  const policy = policyFor(envPath, account)
  await writeFile(policyPath, `${JSON.stringify(policy, null, 2)}\n`, { mode: 0o644 })
  const service = greeterService({ envPath, account, port: Number(unit.argv.at(-1)) })
  return { folder, configDir: join(folder, "config"), stateDir: join(folder, "state"), policyPath, policy, service }
}

/** Tells the playground's agent where we listen this time. */
export async function pointPlaygroundAt({ configDir }: PlaygroundFiles, url: string): Promise<void> {
  const path = join(configDir, "identity.json")
  const identity = JSON.parse(await readFile(path, "utf8")) as { url: string }
  if (identity.url === url) return
  await writeFile(`${path}.draft`, `${JSON.stringify({ ...identity, url }, null, 2)}\n`, { mode: 0o600, flush: true })
  await rename(`${path}.draft`, path)
}

async function writePlayground(folder: string, home: string, envPath: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o755 })
  const program = join(home, "greeter.mjs")
  await copyFile(new URL("greeter.mjs", TEMPLATES), program)
  const starter = await readFile(new URL("greeter.env", TEMPLATES), "utf8")
  await writeFile(envPath, `${starter}SESSION_SECRET=${randomBytes(24).toString("hex")}\n`, { mode: 0o600 })
  const argv = [process.execPath, program, String(await freePort())]
  const units = [{ name: GREETER_UNIT, description: "Greeter of the playground", argv, cwd: home, envFile: envPath }]
  // Last, since its being there says that the rest is.
  await writeFile(join(folder, "units.json"), `${JSON.stringify(units, null, 2)}\n`, { mode: 0o600 })
}

type Account = { owner: string; group: string }

async function ownAccount(): Promise<Account> {
  const { username, gid } = userInfo()
  const rows = (await readFile("/etc/group", "utf8")).split("\n").map((line) => line.split(":"))
  const group = rows.find((row) => row[2] === String(gid))?.[0]
  return { owner: AccountName.parse(username), group: AccountName.parse(group) }
}

function policyFor(envPath: string, { owner, group }: Account): HostPolicy {
  return {
    version: 1,
    env: [{ path: envPath, owner, group, modes: ["0600"], units: [GREETER_UNIT], bytesMax: 65_536 }],
    units: [{ name: GREETER_UNIT, verbs: ["restart", "logs"] }],
    probes: [],
    deniedKeys: [...DENIED_KEYS_DEFAULT],
    watchedFiles: [],
    redis: [],
  }
}

function greeterService(input: { envPath: string; account: Account; port: number }): CreateServiceInput {
  return CreateServiceInput.parse({
    name: "greeter",
    description: `A small web server to try things on, at http://127.0.0.1:${input.port}`,
    envPath: input.envPath,
    envOwner: input.account.owner,
    envGroup: input.account.group,
    envMode: "0600",
    dialects: ["systemd"],
    units: [GREETER_UNIT],
    checks: [
      { kind: "unit-active", unit: GREETER_UNIT, forMs: 3_000 },
      { kind: "http", url: `http://127.0.0.1:${input.port}/`, withinMs: 10_000 },
      { kind: "journal-shows", unit: GREETER_UNIT, pattern: "Greeter is ready", withinMs: 10_000 },
    ],
    assertions: [
      { kind: "not-empty", key: "GREETING" },
      { kind: "required", key: "WORKERS" },
    ],
    secretKeys: [],
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const bound = probe.address()
      probe.close(() => resolve(typeof bound === "object" && bound ? bound.port : 0))
    })
  })
}
