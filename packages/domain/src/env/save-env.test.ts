import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { Problem } from "@signalbox/protocol/problem"
import { createEnvWorld, type EnvWorld } from "../testing/env-world.ts"
import { hashText } from "./env-text.ts"
import { getEnv } from "./get-env.ts"
import { openVersionHash, openVersionText } from "./sealed-text.ts"
import { writeVersions } from "./write-version.ts"

let world: EnvWorld
beforeEach(async () => {
  world = await createEnvWorld({ dialects: ["systemd", "python-dotenv"] })
})
afterEach(() => world.close())

const MASK = "••••••••••••"
const view = () => getEnv(world.ctx, { serviceId: world.serviceId })
const lastEntry = () => world.db.auditEntry.findFirst({ orderBy: { seq: "desc" } })
async function counts() {
  const { db } = world
  return [await db.envDocument.count(), await db.envVersion.count(), await db.auditEntry.count()]
}
async function textsOf(serverId: string) {
  const rows = await world.db.envVersion.findMany({ where: { serverId }, orderBy: { number: "asc" } })
  return rows.map((row) => openVersionText(world.ctx.sealer, row))
}
async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => assert.fail("it was accepted"),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof Problem, String(error))
  return error
}

test("a save gives each server its complete text: the base, with its overrides laid over it", async () => {
  const { aws, fra, hel } = world.servers
  const saved = await world.save({
    base: { text: "# shared\nPORT=3001\nREDIS_URL=redis://198.51.100.9/0\n", editedFrom: 0 },
    overrides: [{ serverId: fra, text: "REDIS_URL=redis://127.0.0.1/0\n", editedFrom: 0 }],
    note: "local redis",
  })
  assert.equal(saved.baseRevision, 1)
  assert.deepEqual(
    saved.versions.map(({ serverName, number }) => [serverName, number]),
    [
      ["dl-aws-1", 1],
      ["dl-fra-1", 1],
      ["dl-hel-1", 1],
    ],
  )
  const base = "# shared\nPORT=3001\nREDIS_URL=redis://198.51.100.9/0\n"
  assert.deepEqual(await textsOf(aws), [base])
  assert.deepEqual(await textsOf(hel), [base])
  assert.deepEqual(await textsOf(fra), ["# shared\nPORT=3001\nREDIS_URL=redis://127.0.0.1/0\n"])
  const row = await world.db.envVersion.findFirstOrThrow({ where: { serverId: fra } })
  assert.equal(openVersionHash(world.ctx.sealer, row), hashText("# shared\nPORT=3001\nREDIS_URL=redis://127.0.0.1/0\n"))
  assert.deepEqual([row.owner, row.group, row.mode, row.authorName], ["ytdl", "ytdl", "0600", "Some operator"])
  assert.ok(world.events.some((event) => event.kind === "env" && event.serviceId === world.serviceId))
})

test("only servers whose text becomes another by a save get a version", async () => {
  const { aws, fra } = world.servers
  await world.saveBase("A=1\nB=1\n", 0)
  assert.deepEqual(
    (await world.saveOverrides(fra, "A=2\n", 0)).versions.map(({ serverId, number }) => [serverId, number]),
    [[fra, 2]],
  )
  const saved = await world.saveBase("A=3\nB=1\n", 1)
  assert.ok(!saved.versions.some((version) => version.serverId === fra), "its override hides the change")
  assert.deepEqual(await textsOf(aws), ["A=1\nB=1\n", "A=3\nB=1\n"])
})

test("a save from a stale revision is refused by name, and nothing of it is kept", async () => {
  const { aws, fra } = world.servers
  await world.saveBase("A=1\n", 0)
  const before = await counts()
  const problem = await problemOf(world.saveBase("A=2\n", 0))
  assert.equal(problem.code, "stale-revision")
  assert.deepEqual(problem.details, { base: "is at revision 1" })
  const both = {
    overrides: [
      { serverId: aws, text: "A=9\n", editedFrom: 0 },
      { serverId: fra, text: "A=9\n", editedFrom: 4 },
    ],
  }
  assert.equal((await problemOf(world.save(both))).code, "stale-revision")
  assert.deepEqual(await counts(), before)
})

test("F13: of saves from the same revision at the same moment one wins and the others are told", async () => {
  await world.saveBase("A=0\n", 0)
  for (let round = 1; round <= 5; round++) {
    const results = await Promise.allSettled([1, 2, 3].map((who) => world.saveBase(`A=${round}-${who}\n`, round)))
    const won = results.filter((result) => result.status === "fulfilled")
    assert.equal(won.length, 1)
    for (const result of results) {
      if (result.status === "rejected") assert.equal(result.reason.code, "stale-revision")
    }
  }
  assert.deepEqual((await textsOf(world.servers.aws)).length, 6)
})

test("a mask that comes back as it was keeps its value, and a typed value replaces it", async () => {
  const { aws } = world.servers
  await world.saveBase("REDIS_PASSWORD=geheim-1\nAPI_TOKEN=geheim-2\nURL=redis://u:geheim-3@198.51.100.9/0\n", 0)
  const shown = (await view()).base.text
  assert.ok(!shown.includes("geheim"))
  assert.ok(shown.includes(`REDIS_PASSWORD=${MASK}`))
  await world.saveBase(shown.replace(`API_TOKEN=${MASK}`, "API_TOKEN=neu-2"), 1)
  assert.equal(
    (await textsOf(aws)).at(-1),
    "REDIS_PASSWORD=geheim-1\nAPI_TOKEN=neu-2\nURL=redis://u:geheim-3@198.51.100.9/0\n",
  )
})

test("a mask that stands for nothing is refused at its line and never saved as a value", async () => {
  const problem = await problemOf(world.saveBase(`A=1\nREDIS_PASSWORD=${MASK}\n`, 0))
  assert.equal(problem.code, "invalid-env")
  assert.deepEqual(Object.keys(problem.details ?? {}), ["base:2"])
  assert.deepEqual((await counts()).slice(0, 2), [0, 0])
})

test("invalid lines of every document are named at once, with no value, and nothing is saved", async () => {
  const { fra } = world.servers
  const before = await counts()
  const problem = await problemOf(
    world.save({
      base: { text: "A=1\nno-equals canary-1\nB='canary-2\n", editedFrom: 0 },
      overrides: [{ serverId: fra, text: "A=1\nA=canary-3\n", editedFrom: 0 }],
    }),
  )
  assert.equal(problem.code, "invalid-env")
  assert.ok(problem.details?.["base:2"])
  assert.ok(problem.details?.["base:3"])
  assert.ok(problem.details?.[`${fra}:2`])
  assert.ok(!JSON.stringify(problem.toView()).includes("canary"))
  assert.deepEqual(await counts(), before)
})

test("keys that would change what programs run are refused, by the policy of each server", async () => {
  const strict = { version: 1, env: [], units: [], probes: [], deniedKeys: ["EVIL_*"], watchedFiles: [], redis: [] }
  await world.db.server.update({ where: { id: world.servers.hel }, data: { policy: strict } })
  assert.equal((await problemOf(world.saveBase("LD_PRELOAD=/tmp/x.so\n", 0))).code, "invalid-env")
  assert.equal((await problemOf(world.saveBase("export PATH=/tmp\n", 0))).code, "invalid-env")
  assert.match((await problemOf(world.saveBase("A=1\nEVIL_X=1\n", 0))).details?.["base:2"] ?? "", /EVIL_X on line 2/)
  const { hel, aws } = world.servers
  assert.equal((await problemOf(world.saveOverrides(hel, "EVIL_X=1\n", 0))).code, "invalid-env")
  assert.equal((await world.saveOverrides(aws, "EVIL_X=1\n", 0)).versions.length, 1)
})

test("overrides of a server that is not assigned or named twice, and a save of nothing, are refused", async () => {
  const { aws } = world.servers
  const stranger = await world.addServer("stranger-1")
  const override = { serverId: aws, text: "A=1\n", editedFrom: 0 }
  assert.equal((await problemOf(world.saveOverrides(stranger, "A=1\n", 0))).code, "not-found")
  assert.equal((await problemOf(world.save({ overrides: [override, override] }))).code, "duplicate-target")
  assert.equal((await problemOf(world.save({}))).code, "nothing-to-do")
  await world.saveBase("A=1\n", 0)
  assert.equal((await problemOf(world.saveBase("A=1\n", 1))).code, "nothing-to-do")
})

test("no value reaches the audit log: it names the keys and how they changed", async () => {
  const { fra } = world.servers
  await world.saveBase("GONE=canary-a\nREDIS_PASSWORD=canary-b\nPORT=canary-c\n", 0)
  await world.save({
    base: { text: "REDIS_PASSWORD=canary-d\nPORT=canary-c\nNEW=canary-e\n", editedFrom: 1 },
    overrides: [{ serverId: fra, text: "# canary-f\nPORT=canary-g\n", editedFrom: 0 }],
    note: "rotate",
  })
  const entry = await lastEntry()
  assert.deepEqual(entry?.after, {
    documents: {
      "the base": {
        revision: 2,
        keys: { GONE: "removed", REDIS_PASSWORD: "changed", NEW: "added" },
        isLayoutOnly: false,
      },
      "dl-fra-1": { revision: 1, keys: { PORT: "added" }, isLayoutOnly: false },
    },
    versions: { "dl-aws-1": 2, "dl-fra-1": 2, "dl-hel-1": 2 },
  })
  assert.equal(entry?.reason, "rotate")
  assert.ok(!JSON.stringify(await world.db.auditEntry.findMany()).includes("canary"))
})

test("a server that was rolled back is moved forward by a save that concerns it alone, and that is told", async () => {
  const { aws, fra } = world.servers
  await world.saveBase("A=good\n", 0)
  await world.saveBase("A=bad\n", 1)
  const by = { sealer: world.ctx.sealer, actor: world.ctx.actor, at: world.time.now, note: "" }
  await writeVersions(world.db, by, [
    {
      kind: "env",
      ...{ serviceId: world.serviceId, serverId: aws, number: 3, origin: "rollback", restoresNumber: 1 },
      ...{ baseRevision: 1, overridesRevision: null, text: "A=good\n", owner: "ytdl", group: "ytdl", mode: "0600" },
    },
  ])
  assert.deepEqual(
    (await world.saveOverrides(fra, "B=1\n", 0)).versions.map((version) => version.serverId),
    [fra],
  )
  const saved = await world.saveBase("A=better\n", 2)
  assert.deepEqual(
    saved.versions.map(({ serverId, number }) => [serverId, number]).find(([serverId]) => serverId === aws),
    [aws, 4],
  )
  assert.deepEqual(
    saved.warnings.map((warning) => [warning.serverId, /rolled back to version 1/.test(warning.message)]),
    [[aws, true]],
  )
})

test("lines that the service's programs read differently are saved with a warning that shows no value", async () => {
  const { warnings } = await world.saveBase("A=1\nB=canary # comment\n", 0)
  assert.deepEqual(
    warnings.map(({ serverId, line }) => [serverId, line]),
    [[null, 2]],
  )
  assert.ok(!JSON.stringify(warnings).includes("canary"))
})

test("text that fits in each document and not together is refused for the server that would get it", async () => {
  const { fra } = world.servers
  const fill = (key: string) => `${key}=${"x".repeat(30_000)}\n${key}2=${"x".repeat(10_000)}\n`
  await world.saveBase(fill("A"), 0)
  const problem = await problemOf(world.saveOverrides(fra, fill("B"), 0))
  assert.deepEqual(Object.keys(problem.details ?? {}), [`${fra}:0`])
})
