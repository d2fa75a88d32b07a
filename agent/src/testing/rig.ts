// What the agent's fault tests start from: a folder with an env file, a host policy, a state folder, units, and a
// control plane that signs commands.
import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto"
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir, userInfo } from "node:os"
import { join } from "node:path"
import { type ChangeFinished, type ChangeProgress, type Command, commandSigningText } from "@signalbox/protocol/change"
import { DENIED_KEYS_DEFAULT } from "@signalbox/protocol/policy"
import { type Changes, type ChangesOptions, openChanges } from "../changes/commands.ts"
import { systemAccounts } from "../host/accounts.ts"
import { openEnvFiles } from "../host/files/env-files.ts"
import { hashOf } from "../host/files/target.ts"
import { makeWorld, openSimulatedSupervisor } from "./simulated-supervisor.ts"

export const OLD_TEXT = "GREETING=old\nAPI_PASSWORD=old-secret-value\n"
export const NEW_TEXT = "GREETING=new\nAPI_PASSWORD=new-secret-value\n"
export const CRASH_TEXT = "GREETING=new\nCRASH=yes\nAPI_PASSWORD=new-secret-value\n"
export const UNIT = "web.service"

export type Rig = Awaited<ReturnType<typeof makeRig>>

export type RigOptions = {
  /** Where the application's folder is made; a temporary folder when absent. */
  appBase?: string
  stateDir?: string
  /** Text of the env file at the beginning; null for none. */
  text?: string | null
}

export async function makeRig({ appBase, stateDir, text = OLD_TEXT }: RigOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-agent-"))
  const root = appBase ?? folder
  const appFolder = join(root, "app")
  mkdirSync(appFolder, { mode: 0o755, recursive: true })
  const envPath = join(appFolder, ".env")
  if (text !== null) writeFileSync(envPath, text)
  if (text !== null) chmodSync(envPath, 0o640)
  const owner = userInfo().username
  const group = await systemAccounts.groupName(userInfo().gid)
  const paths = {
    folder,
    root,
    appFolder,
    envPath,
    policyPath: join(folder, "policy.json"),
    stateDir: stateDir ?? join(folder, "state"),
    worldPath: join(folder, "world.json"),
  }
  writePolicy(paths.policyPath, policyFor(envPath, { owner, group }))
  makeWorld(paths.worldPath, [{ name: UNIT, envFile: envPath }])
  const { publicKey, privateKey } = generateKeyPairSync("ed25519")
  const serverId = randomUUID()
  let seq = 0
  const finished: ChangeFinished[] = []
  const progress: ChangeProgress[] = []

  const options = (): ChangesOptions => ({
    stateDir: paths.stateDir,
    policyPath: paths.policyPath,
    supervisor: openSimulatedSupervisor(paths.worldPath),
    controlPlaneKey: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    serverId,
    files: openEnvFiles({ root }),
    onFinished: (result) => finished.push(result),
    onProgress: (step) => progress.push(step),
  })

  return {
    ...paths,
    owner,
    group,
    serverId,
    finished,
    progress,
    options,
    privateKey,
    open: (more: Partial<ChangesOptions> = {}): Promise<Changes> => openChanges({ ...options(), ...more }),
    command: (change: object = {}, more: Partial<Command> = {}): Command => {
      seq = more.seq ?? seq + 1
      const payload = JSON.stringify({ ...changeFor({ envPath, owner, group }), ...change })
      return signCommand({ serverId, seq, payload, key: privateKey, ...more })
    },
    read: () => readFileSync(envPath, "utf8"),
    /** Temporary files of ours beside the env file. */
    leftOver: () => readdirSync(appFolder).filter((name) => name.startsWith(".signalbox-")),
    mode: () => statSync(envPath).mode & 0o7777,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export function changeFor({ envPath, owner, group }: { envPath: string; owner: string; group: string }) {
  return {
    kind: "env",
    service: "web",
    versionNumber: 2,
    path: envPath,
    owner,
    group,
    mode: "0640",
    dialects: ["systemd"],
    text: NEW_TEXT,
    baseHash: hashOf(OLD_TEXT),
    units: [UNIT],
    checks: [],
    assertions: [],
    settleMs: 0,
    deadlineMs: 20_000,
  }
}

export function policyFor(path: string, { owner, group }: { owner: string; group: string }) {
  return {
    version: 1,
    env: [{ path, owner, group, modes: ["0640", "0600"], units: [UNIT], bytesMax: 65_536 }],
    units: [{ name: UNIT, verbs: ["restart", "logs"] }],
    probes: [],
    deniedKeys: [...DENIED_KEYS_DEFAULT],
    watchedFiles: [],
    redis: [],
  }
}

export function writePolicy(path: string, policy: unknown): void {
  writeFileSync(path, JSON.stringify(policy))
  chmodSync(path, 0o644)
}

export function signCommand(
  parts: { serverId: string; seq: number; payload: string; key: KeyObject } & Partial<Command>,
): Command {
  const { key, ...rest } = parts
  const payloadHash = createHash("sha256").update(parts.payload).digest("hex")
  const command = { id: randomUUID(), kind: "change" as const, ttlMs: 60_000, payloadHash, signature: "", ...rest }
  const signature = sign(null, Buffer.from(commandSigningText(command)), key).toString("base64")
  return { ...command, signature }
}
