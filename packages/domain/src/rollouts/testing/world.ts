// A small world on real PostgreSQL for tests of rollouts: servers with a policy, a service with versions, agents, a clock that is set by hand.
import { generateKeyPairSync, randomBytes, randomUUID, sign } from "node:crypto"
import { createTestDatabase } from "@signalbox/prisma/testing"
import type { HostPolicy } from "@signalbox/protocol/policy"
import type { DomainContext } from "../../context.ts"
import { writeVersions } from "../../env/write-version.ts"
import { createLiveEvents } from "../../events/live-events.ts"
import type { LiveEvent } from "../../events/schema.ts"
import { createSealer } from "../../sealing/sealer.ts"
import { planRollout } from "../plan-rollout.ts"
import { recordFinished } from "../record-finished.ts"
import { type RolloutEngine, startRolloutEngine } from "../rollout-engine.ts"
import { type PlanRolloutInput, StrategyInput } from "../schema.ts"
import { startRollout } from "../start-rollout.ts"
import { createScriptedAgents } from "./scripted-agents.ts"

export const ENV_PATH = "/srv/web/.env"
export const UNIT = "web.service"

export const POLICY: HostPolicy = {
  version: 1,
  env: [{ path: ENV_PATH, owner: "web", group: "web", modes: ["0600"], units: [UNIT], bytesMax: 65_536 }],
  units: [{ name: UNIT, verbs: ["restart", "logs"] }],
  probes: [],
  deniedKeys: ["LD_*"],
  watchedFiles: [],
  redis: [],
}

export type World = Awaited<ReturnType<typeof createWorld>>

/** `close` it when done: it drops its database. `isLive`: on the machine's clock, for an engine in another process. */
export async function createWorld({ isLive = false }: { isLive?: boolean } = {}) {
  const database = await createTestDatabase()
  const { publicKey, privateKey } = generateKeyPairSync("ed25519")
  const agents = createScriptedAgents(publicKey)
  const live = createLiveEvents()
  const watchers = new Set<() => void>()
  const engines = new Set<RolloutEngine>()
  const now = { ms: isLive ? 0 : Date.parse("2026-03-01T12:00:00Z") }
  const errors: unknown[] = []
  const rootKey = randomBytes(32)
  const ctx: DomainContext = {
    db: database.db,
    sealer: createSealer(rootKey),
    clock: { now: () => new Date(isLive ? Date.now() : now.ms) },
    actor: { kind: "user", id: "u1", name: "Ada", role: "operator", address: null },
    publish(event: LiveEvent) {
      live.publish(event)
      if (event.kind === "rollout") for (const engine of engines) engine.wake()
      for (const watcher of watchers) watcher()
    },
    agents,
  }
  agents.onFinished = (serverId, finished) => recordFinished(ctx, serverId, finished)

  return {
    ...seeding(ctx),
    ctx,
    agents,
    /** What an engine in another process needs. */
    url: database.url,
    keys: {
      rootKey: rootKey.toString("base64"),
      privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    },
    live,
    engines,
    errors,
    /** Moves the clock, and lets the engines look. */
    advance(ms: number) {
      now.ms += ms
      for (const engine of engines) engine.wake()
    },
    startEngine(replicaId = "r1"): RolloutEngine {
      const engine = startRolloutEngine({
        ...ctx,
        signCommand: (text) => sign(null, Buffer.from(text), privateKey),
        replicaId,
        log: { error: (fields) => errors.push(fields) },
        tickMs: 100,
      })
      engines.add(engine)
      return engine
    },
    async stopEngines() {
      const stopped = [...engines].map((engine) => engine.stop())
      engines.clear()
      await Promise.all(stopped)
    },
    /** Waits until it holds, asking again after whatever happens. */
    async until(holds: () => Promise<boolean>): Promise<void> {
      for (;;) {
        const changed = Promise.withResolvers<void>()
        watchers.add(changed.resolve)
        try {
          if (await holds()) return
          await changed.promise
        } finally {
          watchers.delete(changed.resolve)
        }
      }
    },
    async close() {
      for (const engine of engines) await engine.stop()
      await agents.idle()
      await database.close()
    },
  }
}

function seeding(ctx: DomainContext) {
  async function addServer(name: string, more: { policy?: HostPolicy } = {}): Promise<string> {
    const id = randomUUID()
    await ctx.db.server.create({
      data: {
        id,
        name,
        hue: 1,
        publicKey: new Uint8Array(44),
        sessionReplica: "r1",
        protocolVersion: 1,
        capabilities: ["change.env", "change.redis"],
        policy: more.policy ?? POLICY,
      },
    })
    const agents = ctx.agents as ReturnType<typeof createScriptedAgents>
    agents.of(id)
    return id
  }

  async function addService(serverIds: readonly string[], more: object = {}): Promise<string> {
    const service = await ctx.db.service.create({
      data: {
        name: `web-${randomBytes(4).toString("hex")}`,
        envPath: ENV_PATH,
        envOwner: "web",
        envGroup: "web",
        envMode: "0600",
        dialects: ["dotenv"],
        units: [UNIT],
        checks: [
          { kind: "http", url: "http://127.0.0.1:3001/health", status: 200, timeoutMs: 5_000, withinMs: 20_000 },
        ],
        assertions: [],
        ...more,
      },
    })
    await ctx.db.serviceOnServer.createMany({
      data: serverIds.map((serverId) => ({ serviceId: service.id, serverId })),
    })
    return service.id
  }

  /** The next version of each server; its text names the server unless one is given. */
  async function addVersions(serviceId: string, serverIds: readonly string[], text: (serverId: string) => string) {
    const last = await ctx.db.envVersion.groupBy({ by: ["serverId"], where: { serviceId }, _max: { number: true } })
    const numbers = new Map(last.map((row) => [row.serverId, row._max.number ?? 0]))
    return writeVersions(
      ctx.db,
      { sealer: ctx.sealer, actor: ctx.actor, note: "", at: ctx.clock.now() },
      serverIds.map((serverId) => ({
        kind: "env",
        serviceId,
        serverId,
        number: (numbers.get(serverId) ?? 0) + 1,
        origin: "save",
        baseRevision: 1,
        overridesRevision: null,
        text: text(serverId),
        owner: "web",
        group: "web",
        mode: "0600",
      })),
    )
  }

  /** Plans and starts in one go. */
  async function start(serviceId: string, serverIds: readonly string[], strategy: Partial<StrategyInput> = {}) {
    const input: PlanRolloutInput = {
      serviceId,
      targets: serverIds.map((serverId) => ({ serverId })),
      strategy: StrategyInput.parse(strategy),
    }
    const { fingerprint } = await planRollout(ctx, input)
    return startRollout(ctx, { ...input, fingerprint, title: "Change", note: "" })
  }

  return { addServer, addService, addVersions, start }
}
