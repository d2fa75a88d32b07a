// A control plane's agent side on a loopback port: real PostgreSQL, real HTTP, real Socket.IO, real keys. Agents are the real link
// with a stand-in for the changes of a server.
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { enrol } from "@signalbox/agent/enrol"
import { type Identity, readIdentity } from "@signalbox/agent/identity"
import { type Link, type LinkInput, openLink } from "@signalbox/agent/link/link"
import type { LinkState } from "@signalbox/agent/link/states"
import type { Actor } from "@signalbox/domain/access/schema"
import type { DomainContext } from "@signalbox/domain/context"
import { createSealer } from "@signalbox/domain/sealing/sealer"
import { type ControlPlaneKey, openControlPlaneKey } from "@signalbox/domain/servers/control-plane-key"
import { createEnrolment } from "@signalbox/domain/servers/create-enrolment"
import { openEnrolmentKey } from "@signalbox/domain/servers/enrolment-key"
import { createTestDatabase } from "@signalbox/prisma/testing"
import type { ChangeFinished } from "@signalbox/protocol/change"
import type { HostObserved } from "@signalbox/protocol/observe"
import { DENIED_KEYS_DEFAULT, type HostPolicy } from "@signalbox/protocol/policy"
import { type Gateway, openGateway } from "@signalbox/server/gateway/open-gateway"
import { agentRoutes } from "@signalbox/server/http/agent-routes"
import { createClientReader } from "@signalbox/server/http/client-address"
import { openPort } from "@signalbox/server/http/http-server"
import { readInstaller } from "@signalbox/server/http/installer"

export const ADMIN: Actor = { kind: "user", id: "rig-admin", name: "Rig", role: "admin", address: null }

export const POLICY: HostPolicy = {
  version: 1,
  env: [],
  units: [],
  probes: [],
  deniedKeys: [...DENIED_KEYS_DEFAULT],
  watchedFiles: [],
  redis: [],
}

type RigDomain = Pick<DomainContext, "db" | "clock" | "publish" | "sealer" | "actor">

export type LinkRig = {
  url: string
  /** Removed with the rig. */
  folder: string
  domain: RigDomain
  key: ControlPlaneKey
  gateway: Gateway
  /** Faults that were nobody's expected failure: a run ends with none. */
  faults: unknown[]
  makeToken(): Promise<string>
  /** With a token, and by an address, of the rig's own unless others are named. */
  enrolAgent(by?: { url?: string; token?: string }): Promise<EnrolledAgent>
  close(): Promise<void>
}

export type EnrolledAgent = { identity: Identity; configDir: string; stateDir: string }

export async function openLinkRig(): Promise<LinkRig> {
  const database = await createTestDatabase()
  const sealer = createSealer(randomBytes(32))
  const key = await openControlPlaneKey({ db: database.db, sealer })
  const enrolmentKey = await openEnrolmentKey({ db: database.db, sealer }, key)
  const domain: RigDomain = {
    db: database.db,
    sealer,
    clock: { now: () => new Date() },
    publish: () => {},
    actor: ADMIN,
  }
  const folder = await mkdtemp(join(tmpdir(), "signalbox-link-"))
  const faults: unknown[] = []
  const onFault = (error: unknown) => void faults.push(error)
  const downloads = { package: () => Promise.reject(new Error("nothing to download")), manifest: () => "" }
  // Each look at this clock is an hour later: a rig enrols more servers than one address may.
  let hours = 0
  const nowMs = () => 3_600_000 * hours++
  const client = createClientReader([])
  const log = { error: (fault: unknown) => onFault(fault) }
  const port = await openPort({ host: "127.0.0.1", port: 0, client, log, counted: () => {} })
  const gateway = await openGateway({ httpServer: port.server, domain, controlPlaneKey: key, replica: "rig", onFault })
  const installer = await readInstaller()
  port.open({ publicUrl: port.address, routes: agentRoutes({ domain, enrolmentKey, installer, downloads, nowMs }) })
  const url = port.address.replace("localhost", "127.0.0.1")

  async function makeToken(): Promise<string> {
    const ctx = { ...domain, controlPlaneKey: key, installerDigest: installer.digest, publicUrl: url }
    return (await createEnrolment(ctx, { labels: {}, policy: POLICY })).token
  }

  return {
    url,
    folder,
    domain,
    key,
    gateway,
    faults,
    makeToken,
    async enrolAgent(by = {}) {
      const place = await mkdtemp(join(folder, "agent-"))
      const configDir = join(place, "config")
      const token = by.token ?? (await makeToken())
      await enrol({ url: by.url ?? url, keyFingerprint: key.fingerprint, token, policy: POLICY, configDir })
      const identity = await readIdentity(configDir)
      if (!identity) throw new Error("The agent has no identity after it enrolled.")
      return { identity, configDir, stateDir: join(place, "state") }
    },
    async close() {
      await gateway.close()
      await port.close()
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type RunningAgent = Link & {
  results: ChangeFinished[]
  states: LinkState[]
  /** Resolves when the link is in such a state, now or later. */
  reached(isIt: (state: LinkState) => boolean): Promise<LinkState>
}

/** The agent's link as it runs on a server, in this process. Ended results are what `results` holds. */
export function startAgent(agent: EnrolledAgent, more: Partial<LinkInput> = {}): RunningAgent {
  const results: ChangeFinished[] = []
  const states: LinkState[] = []
  const waiting = new Set<() => void>()
  const link = openLink({
    identity: agent.identity,
    stateDir: agent.stateDir,
    agentVersion: "0.0.0-rig",
    firstWaitMs: 0,
    random: () => 0,
    handlers: {
      "change.begin": { mutates: true, timeoutMs: 5_000, handle: async () => ({}) },
      "env.read": { mutates: false, timeoutMs: 5_000, handle: async () => ({ file: MISSING_FILE, text: null }) },
      "checks.run": { mutates: false, timeoutMs: 5_000, handle: async () => ({ results: [] }) },
      "redis.info": { mutates: false, timeoutMs: 5_000, handle: async () => ({ at: 0, sections: [] }) },
    },
    changes: {
      pendingResults: () => [...results],
      acknowledge: (id) =>
        void results.splice(
          results.findIndex((result) => result.commandId === id),
          1,
        ),
      commandSeq: () => 0,
      journalHead: () => null,
    },
    observe: async () => OBSERVED,
    sampleVitals: async () => ({ at: 1, cpu: 0.1, memory: 0.2, memoryUsedBytes: 3, disk: 0.4, load1: 0.5 }),
    onState(state) {
      states.push(state)
      for (const wake of [...waiting]) wake()
    },
    ...more,
  })
  return {
    ...link,
    results,
    states,
    reached: (isIt) =>
      new Promise((resolve) => {
        const look = () => {
          const state = states.at(-1)
          if (!state || !isIt(state)) return
          waiting.delete(look)
          resolve(state)
        }
        waiting.add(look)
        look()
      }),
  }
}

export const isOnline = (state: LinkState) => state.at === "online"
export const isWaiting = (state: LinkState) => state.at === "waiting" && state.why !== "start"

const MISSING_FILE = {
  path: "/a",
  state: "missing",
  hash: null,
  owner: null,
  group: null,
  mode: null,
  mtimeMs: null,
} as const

export const OBSERVED: HostObserved = {
  at: 1,
  facts: {
    hostname: "rig",
    os: "Rig OS",
    kernel: "6.1",
    arch: "x64",
    cpus: 2,
    memoryBytes: 1,
    supervisor: "playground",
    addresses: ["198.51.100.7"],
    bootId: "boot",
  },
  policy: POLICY,
  policyFault: null,
  files: [],
  units: [],
  openCommands: [],
}

export function finishedChange(commandId: string, more: Partial<ChangeFinished> = {}): ChangeFinished {
  return {
    commandId,
    outcome: "applied",
    checks: [],
    rollbackChecks: [],
    journal: [],
    timing: [],
    fileHash: null,
    startedAt: 1,
    finishedAt: 2,
    ...more,
  }
}

/** A key that nobody enrolled. */
export function strangerKey(): { publicKey: KeyObject; sign: (text: string) => string } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519")
  return { publicKey, sign: (text) => sign(null, Buffer.from(text), privateKey).toString("base64") }
}
