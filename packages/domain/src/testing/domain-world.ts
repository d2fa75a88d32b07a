// What a test of use cases stands on: a real database of its own, a settable clock, and agents that answer what the test says.
import { randomBytes, randomUUID } from "node:crypto"
import { createTestDatabase } from "@signalbox/prisma/testing"
import { Problem } from "@signalbox/protocol/problem"
import type { Actor, Role } from "../access/schema.ts"
import type { DomainContext } from "../context.ts"
import type { LiveEvent } from "../events/schema.ts"
import { createSealer } from "../sealing/sealer.ts"
import { createService } from "../services/create-service.ts"
import { CreateServiceInput } from "../services/schema.ts"

export type TestFile = { text: string; owner?: string; group?: string; mode?: string }

export async function createDomainWorld() {
  const database = await createTestDatabase()
  const events: LiveEvent[] = []
  const files = new Map<string, TestFile>()
  const online = new Set<string>()
  const time = { now: new Date("2026-11-20T10:00:00.000Z") }
  const ctx: DomainContext = {
    db: database.db,
    sealer: createSealer(randomBytes(32)),
    clock: { now: () => time.now },
    actor: testActor("operator"),
    publish: (event) => void events.push(event),
    agents: {
      isOnline: (serverId) => online.has(serverId),
      async request(serverId, name, message) {
        if (!online.has(serverId)) throw new Problem("server-offline")
        if (name !== "env.read") throw new Error(`No test agent answers ${name}.`)
        const { path } = message as { path: string }
        return readReply(path, files.get(`${serverId} ${path}`)) as never
      },
    },
  }

  return {
    ctx,
    db: database.db,
    events,
    time,
    online,
    /** Puts a file on a server's disk. */
    putFile: (serverId: string, path: string, file: TestFile) => void files.set(`${serverId} ${path}`, file),
    as: (role: Role): DomainContext => ({ ...ctx, actor: testActor(role) }),
    close: () => database.close(),
    /** A server in the inventory, connected; returns its id. */
    async addServer(name: string, more: { labels?: Record<string, string>; policy?: object; revoked?: boolean } = {}) {
      const id = randomUUID()
      const labels = Object.entries(more.labels ?? {}).map(([key, value]) => ({ key, value }))
      await database.db.server.create({
        data: {
          id,
          name,
          hue: 1,
          publicKey: new Uint8Array(randomBytes(44)),
          sessionReplica: "test",
          ...(more.policy && { policy: more.policy }),
          ...(more.revoked && { revokedAt: time.now }),
          labels: { create: labels },
        },
      })
      online.add(id)
      return id
    },
    addService: (name: string, more: Partial<CreateServiceInput> = {}) =>
      createService(ctx, CreateServiceInput.parse({ ...testDefinition(name), ...more })),
  }
}
export type DomainWorld = Awaited<ReturnType<typeof createDomainWorld>>

export function testActor(role: Role): Actor {
  return { kind: "user", id: `u-${role}`, name: `Some ${role}`, role, address: "198.51.100.7" }
}

export function testDefinition(name: string) {
  return {
    name,
    envPath: `/opt/ytdl/${name}/.env`,
    envOwner: "ytdl",
    envGroup: "ytdl",
    envMode: "0600",
    dialects: ["python-dotenv"],
    units: [`${name}.service`],
    checks: [],
    assertions: [],
  }
}

function readReply(path: string, file: TestFile | undefined) {
  if (!file) {
    return {
      file: { path, state: "missing", hash: null, owner: null, group: null, mode: null, mtimeMs: null },
      text: null,
    }
  }
  const { text, owner = "ytdl", group = "ytdl", mode = "0600" } = file
  return {
    file: { path, state: "present", hash: "0".repeat(64), owner, group, mode, mtimeMs: 1_790_000_000_000 },
    text,
  }
}
