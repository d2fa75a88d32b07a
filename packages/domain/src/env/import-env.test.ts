import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { assignService } from "../services/assign-service.ts"
import { getService } from "../services/get-service.ts"
import { updateService } from "../services/update-service.ts"
import { createEnvWorld, type EnvWorld } from "../testing/env-world.ts"
import { diffEnvVersions } from "./diff-env.ts"
import { driftEnv } from "./drift-env.ts"
import { findKeys } from "./find-keys.ts"
import { getEnv } from "./get-env.ts"
import { importEnv } from "./import-env.ts"

let world: EnvWorld
beforeEach(async () => {
  world = await createEnvWorld()
})
afterEach(() => world.close())

const onFra = () => ({ serviceId: world.serviceId, serverId: world.servers.fra })
const importFra = () => importEnv(world.ctx, onFra())
const drift = () => driftEnv(world.ctx, onFra())
const put = (text: string, more: object = {}) => world.putFile(world.servers.fra, world.envPath, { text, ...more })
async function serverView() {
  const env = await getEnv(world.ctx, { serviceId: world.serviceId })
  return { base: env.base, server: env.servers.find((server) => server.serverId === world.servers.fra) }
}

test("F69 a secret that goes on over lines, as systemd joins them, is shown nowhere: not as a value and not as a key", async () => {
  put("PORT=3001\nPLAIN=first\\\ncanaryD=\nAPI_KEY=first\\\ncanaryA=canaryB\\\ncanaryC=\n")
  const { number } = await importFra()
  const everything = [
    await getEnv(world.ctx, { serviceId: world.serviceId }),
    await diffEnvVersions(world.ctx, { ...onFra(), from: null, to: number }),
    await findKeys(world.ctx, { text: "canary", limit: 50 }),
    await world.db.auditEntry.findMany(),
  ]
  assert.match(JSON.stringify(everything), /PORT/)
  assert.doesNotMatch(JSON.stringify(everything), /canary[ABC]/)
  // What is kept beside the sealed text is not sealed, and PLAIN may be declared secret tomorrow.
  const kept = await world.db.envDocument.findMany({ select: { blame: true } })
  assert.match(JSON.stringify(kept), /API_KEY/)
  assert.doesNotMatch(JSON.stringify(kept), /canary/)
})

test("what is on disk becomes version 1, with its owner and mode, and counts as applied", async () => {
  put("# by hand\nPORT=3001\nREDIS_PASSWORD=canary-1\n", { owner: "root", mode: "0640" })
  const imported = await importFra()
  assert.deepEqual([imported.number, imported.keys], [1, 2])
  const row = await world.db.envVersion.findUniqueOrThrow({ where: { id: imported.versionId } })
  assert.deepEqual([row.origin, row.owner, row.mode], ["import", "root", "0640"])
  const { base, server } = await serverView()
  assert.equal(base.revision, 0)
  assert.deepEqual([server?.overrides.revision, server?.latest?.number, server?.applied?.number], [1, 1, 1])
  assert.equal(server?.overrides.text, server?.applied?.text)
  const standing = (await getService(world.ctx, { serviceId: world.serviceId })).servers.find(
    (one) => one.serverId === world.servers.fra,
  )
  assert.deepEqual([standing?.appliedNumber, standing?.latestNumber, standing?.isDrifted], [1, 1, false])
  const entries = await world.db.auditEntry.findMany({ where: { action: "env.import" } })
  assert.deepEqual(entries[0]?.after, {
    version: { number: 1 },
    file: { revision: null, keys: { PORT: "added", REDIS_PASSWORD: "added" }, isLayoutOnly: false },
  })
  assert.ok(!JSON.stringify(entries).includes("canary"))
})

test("with a base, the overrides take up only what the file says otherwise", async () => {
  await world.saveBase("PORT=3001\nLOG=info\n", 0)
  put("PORT=4000\nLOG=info\nEXTRA=1\n")
  assert.equal((await importFra()).number, 2)
  const { server } = await serverView()
  assert.equal(server?.overrides.text, "PORT=4000\nEXTRA=1\n")
  assert.equal(server?.applied?.text, "PORT=4000\nLOG=info\nEXTRA=1\n")
  const saved = await world.saveBase("PORT=3002\nLOG=info\n", 1)
  assert.ok(!saved.versions.some((version) => version.serverId === world.servers.fra))
})

test("to import what is the newest version already makes no other", async () => {
  put("A=1\n")
  assert.equal((await importFra()).number, 1)
  assert.equal((await importFra()).number, 1)
  assert.equal(await world.db.envVersion.count(), 1)
})

test("no file, a server that is away and a server that is not assigned are told apart", async () => {
  await assert.rejects(importFra(), {
    code: "not-found",
    message: "There is no file /opt/ytdl/backend/.env on dl-fra-1.",
  })
  world.online.delete(world.servers.fra)
  await assert.rejects(importFra(), { code: "server-offline" })
  const serverId = await world.addServer("stranger-1")
  await assert.rejects(importEnv(world.ctx, { serviceId: world.serviceId, serverId }), { code: "not-found" })
  assert.equal(await world.db.envVersion.count(), 0)
})

test("drift tells which keys differ on disk, masked, and whether owner or mode do", async () => {
  put("PORT=1\nREDIS_PASSWORD=canary-1\n")
  await importFra()
  assert.equal((await drift()).isDrifted, false)
  put("PORT=2\nREDIS_PASSWORD=canary-1\n")
  const found = await drift()
  assert.equal(found.isDrifted, true)
  assert.deepEqual(found.changes, [{ key: "PORT", kind: "changed", before: "1", after: "2", isSecret: false }])
  put("PORT=1\nREDIS_PASSWORD=canary-1\n", { mode: "0644" })
  const chmodded = await drift()
  assert.deepEqual([chmodded.isDrifted, chmodded.changes, chmodded.file?.mode], [true, [], "0644"])
  assert.ok(!JSON.stringify([found, chmodded]).includes("canary"))
})

test("while the server is away drift says what was last seen and nothing about keys", async () => {
  put("PORT=1\n")
  await importFra()
  world.online.delete(world.servers.fra)
  const view = await drift()
  assert.deepEqual([view.isDrifted, view.appliedNumber, view.changes, view.file?.state], [false, 1, null, "present"])
  assert.equal(view.observedAt, "2026-11-20T10:00:00.000Z")
})

test("a server that is assigned later gets a version at once, so that a rollout can target it", async () => {
  await world.saveBase("A=1\n", 0)
  const serverId = await world.addServer("late-1")
  const view = await assignService(world.ctx, { serviceId: world.serviceId, serverIds: [serverId] })
  assert.equal(view.servers.find((server) => server.serverId === serverId)?.latestNumber, 1)
})

test("another owner or mode of the service makes a new version of the same text", async () => {
  await world.saveBase("A=1\n", 0)
  const {
    servers: _,
    may: __,
    id,
    createdAt: ___,
    updatedAt: ____,
    ...definition
  } = await getService(world.ctx, {
    serviceId: world.serviceId,
  })
  await updateService(world.ctx, { ...definition, serviceId: id, envMode: "0640" })
  const { server } = await serverView()
  assert.deepEqual([server?.latest?.number, server?.latest?.text], [2, "A=1\n"])
})
