import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { createEnvWorld, type EnvWorld } from "../testing/env-world.ts"
import { diffEnvVersions } from "./diff-env.ts"
import { getEnv } from "./get-env.ts"
import { listEnvHistory } from "./list-env-history.ts"
import { revealEnv } from "./reveal-env.ts"
import { EnvHistoryInput } from "./schema.ts"

let world: EnvWorld
beforeEach(async () => {
  world = await createEnvWorld({ secretKeys: ["YT_ACCOUNT"] })
})
afterEach(() => world.close())

const MASK = "••••••••••••"
const view = () => getEnv(world.ctx, { serviceId: world.serviceId })
const reveal = (serverId: string | null, key: string) =>
  revealEnv(world.ctx, { serviceId: world.serviceId, serverId, key, reason: "checks with the provider" })

test("the editor sees masked texts, who last changed each key, and which servers have equal values", async () => {
  const { aws, fra, hel } = world.servers
  await world.saveBase("PORT=3001\nREDIS_PASSWORD=canary-1\nYT_ACCOUNT=canary-2\n", 0)
  world.time.now = new Date("2026-11-21T10:00:00.000Z")
  await world.save(
    { base: { text: `PORT=3002\nREDIS_PASSWORD=${MASK}\nYT_ACCOUNT=${MASK}\n`, editedFrom: 1 }, note: "new port" },
    { ...world.ctx, actor: { ...world.ctx.actor, name: "Grace" } },
  )
  await world.saveOverrides(fra, "REDIS_PASSWORD=canary-3\n", 0)
  const env = await view()
  assert.ok(!JSON.stringify(env).includes("canary"))
  assert.deepEqual([env.base.revision, env.base.note, env.base.authorName], [2, "new port", "Grace"])
  assert.equal(env.base.text, `PORT=3002\nREDIS_PASSWORD=${MASK}\nYT_ACCOUNT=${MASK}\n`)
  assert.deepEqual(env.base.blame["PORT"], { revision: 2, authorName: "Grace", at: "2026-11-21T10:00:00.000Z" })
  assert.equal(env.base.blame["REDIS_PASSWORD"]?.revision, 1)
  assert.deepEqual(env.equality["REDIS_PASSWORD"], { [aws]: "A", [fra]: "B", [hel]: "A" })
  assert.deepEqual(env.equality["PORT"], { [aws]: "A", [fra]: "A", [hel]: "A" })
  const server = env.servers.find((one) => one.serverId === fra)
  assert.deepEqual([server?.latest?.number, server?.latest?.isApplied, server?.applied], [3, false, null])
  assert.equal(server?.overrides.text, `REDIS_PASSWORD=${MASK}\n`)
})

test("a secret that was saved and is not applied yet is named as a change, though both masks look alike", async () => {
  const { aws } = world.servers
  await world.saveBase("PORT=1\nREDIS_PASSWORD=canary-1\n", 0)
  const version = await world.db.envVersion.findFirstOrThrow({ where: { serverId: aws } })
  await world.db.serviceOnServer.updateMany({ where: { serverId: aws }, data: { appliedVersionId: version.id } })
  await world.saveBase("PORT=1\nREDIS_PASSWORD=canary-2\n", 1)
  const server = (await view()).servers.find((one) => one.serverId === aws)
  assert.equal(server?.applied?.text, server?.latest?.text)
  assert.deepEqual(server?.pending, [
    { key: "REDIS_PASSWORD", kind: "changed", before: MASK, after: MASK, isSecret: true },
  ])
})

test("a service for which nothing was saved shows empty documents at revision 0", async () => {
  const env = await view()
  assert.deepEqual([env.base.revision, env.base.text, env.servers[0]?.overrides.revision], [0, "", 0])
  assert.equal(env.servers[0]?.latest, null)
})

test("history counts what each version changed, page by page", async () => {
  const { aws } = world.servers
  await world.saveBase("A=1\nB=1\n", 0)
  await world.saveBase("A=2\nC=1\n", 1)
  await world.saveBase("# note\nA=2\nC=1\n", 2)
  const history = (more: object) =>
    listEnvHistory(world.ctx, EnvHistoryInput.parse({ serviceId: world.serviceId, serverId: aws, ...more }))
  const first = await history({ limit: 2 })
  assert.deepEqual(
    first.items.map(({ number, changes }) => [number, changes]),
    [
      [3, { added: 0, changed: 0, removed: 0 }],
      [2, { added: 1, changed: 1, removed: 1 }],
    ],
  )
  const second = await history({ limit: 2, cursor: first.nextCursor })
  assert.deepEqual(second.items[0]?.changes, { added: 2, changed: 0, removed: 0 })
  assert.deepEqual([second.nextCursor, second.total], [undefined, 3])
})

test("a diff shows the keys that changed, masked, and says when only the layout did", async () => {
  const { aws } = world.servers
  await world.saveBase("PORT=1\nREDIS_PASSWORD=canary-1\nOLD=1\n", 0)
  await world.saveBase("PORT=2\nREDIS_PASSWORD=canary-2\n", 1)
  await world.saveBase("# note\nPORT=2\nREDIS_PASSWORD=canary-2\n", 2)
  const diff = (from: number | null, to: number) =>
    diffEnvVersions(world.ctx, { serviceId: world.serviceId, serverId: aws, from, to })
  assert.deepEqual(await diff(1, 2), {
    fromNumber: 1,
    toNumber: 2,
    changes: [
      { key: "PORT", kind: "changed", before: "1", after: "2", isSecret: false },
      { key: "REDIS_PASSWORD", kind: "changed", before: MASK, after: MASK, isSecret: true },
      { key: "OLD", kind: "removed", before: "1", after: null, isSecret: false },
    ],
    layoutOnly: false,
  })
  assert.deepEqual([(await diff(2, 3)).changes, (await diff(2, 3)).layoutOnly], [[], true])
  assert.equal((await diff(null, 1)).changes.length, 3)
  await assert.rejects(diff(1, 9), { code: "not-found" })
})

test("a revealed value is in the audit log with the reason, and the value is not", async () => {
  const { fra } = world.servers
  await world.saveBase("REDIS_PASSWORD=canary-1\n", 0)
  await world.saveOverrides(fra, "API_TOKEN=canary-2\n", 0)
  assert.deepEqual(await reveal(null, "REDIS_PASSWORD"), { key: "REDIS_PASSWORD", value: "canary-1" })
  assert.equal((await reveal(fra, "API_TOKEN")).value, "canary-2")
  assert.equal((await reveal(fra, "REDIS_PASSWORD")).value, "canary-1", "of the effective version")
  await assert.rejects(reveal(null, "API_TOKEN"), { code: "not-found" })
  const entries = await world.db.auditEntry.findMany({ where: { action: "env.reveal" } })
  assert.deepEqual(
    entries.map(({ reason, after, serverId }) => [reason, after, serverId]),
    [
      ["checks with the provider", { key: "REDIS_PASSWORD" }, null],
      ["checks with the provider", { key: "API_TOKEN" }, fra],
      ["checks with the provider", { key: "REDIS_PASSWORD" }, fra],
    ],
  )
  assert.ok(!JSON.stringify(entries).includes("canary"))
})

test("without an audit entry no value is revealed", async () => {
  await world.saveBase("REDIS_PASSWORD=canary-1\n", 0)
  await world.db.$executeRawUnsafe(`ALTER TABLE "AuditEntry" ADD CONSTRAINT blocked CHECK (action <> 'env.reveal')`)
  await assert.rejects(reveal(null, "REDIS_PASSWORD"), (error: Error) => !error.message.includes("canary"))
})

test("F71: a text moved to another row, or replaced by plain text, is an error and shows nothing", async () => {
  const { aws, fra } = world.servers
  await world.saveOverrides(aws, "A=1\n", 0)
  await world.saveOverrides(fra, "A=2\n", 0)
  const [one, two] = await world.db.envDocument.findMany({ orderBy: { serverId: "asc" } })
  assert.ok(one && two)
  await world.db.envDocument.update({ where: { id: one.id }, data: { sealedText: two.sealedText } })
  await assert.rejects(view(), { code: "sealed-unreadable" })
  const plain = new Uint8Array(Buffer.from("A=1\n".repeat(50)))
  await world.db.envDocument.update({ where: { id: one.id }, data: { sealedText: plain } })
  await assert.rejects(view(), { code: "sealed-unreadable" })
})

test("F71: the database refuses another text for a version", async () => {
  await world.saveBase("A=1\n", 0)
  await assert.rejects(world.db.envVersion.updateMany({ data: { sealedText: new Uint8Array(1) } }))
})
