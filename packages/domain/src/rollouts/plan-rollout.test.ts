import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { type TestContext, test } from "node:test"
import { Problem } from "@signalbox/protocol/problem"
import { planRollout } from "./plan-rollout.ts"
import { PlanRolloutInput } from "./schema.ts"
import { startRollout } from "./start-rollout.ts"
import { createWorld, POLICY, UNIT, type World } from "./testing/world.ts"

async function world(t: TestContext): Promise<World> {
  const made = await createWorld()
  t.after(() => made.close())
  return made
}

const input = (serviceId: string, serverIds: readonly string[], strategy = {}) =>
  PlanRolloutInput.parse({ serviceId, targets: serverIds.map((serverId) => ({ serverId })), strategy })

const code = (expected: string) => (error: unknown) => error instanceof Problem && error.code === expected

async function one(w: World, text = "A=1\n", more: object = {}) {
  const serverId = await w.addServer("web-0")
  const serviceId = await w.addService([serverId], more)
  await w.addVersions(serviceId, [serverId], () => text)
  const plan = () => planRollout(w.ctx, input(serviceId, [serverId]))
  return { serverId, serviceId, plan }
}

test("a plan names what changes, masked, which units restart and which checks run", async (t) => {
  const w = await world(t)
  const { plan } = await one(w, "A=1\nDB_PASSWORD=never-shown-1\nURL=redis://u:never-shown-2@cache.example.test/0\n")
  const view = await plan()
  const [target] = view.targets
  assert.deepEqual(
    target?.changes.map((change) => [change.key, change.kind, change.after]),
    [
      ["A", "added", "1"],
      ["DB_PASSWORD", "added", "••••••••••••"],
      ["URL", "added", "redis://u:••••@cache.example.test/0"],
    ],
  )
  assert.deepEqual(target?.units, [UNIT])
  assert.deepEqual(view.checks, ["web stays up for 10 s", "GET :3001/health is 200"])
  assert.equal(view.mayStart, true)
  assert.doesNotMatch(JSON.stringify(view), /never-shown/)
})

test("F69 a plan that the host policy refuses for the place of Redis names its key, not a secret that stands there", async (t) => {
  const w = await world(t)
  const checks = [{ kind: "redis-ping", hostKey: "YT_ID", withinMs: 1_000 }]
  const { plan } = await one(w, "YT_ID=never-shown-1\n", { checks, secretKeys: ["YT_ID"] })
  const view = await plan()
  assert.match(view.refusals[0]?.problem.message ?? "", /may not connect to what YT_ID names/)
  assert.doesNotMatch(JSON.stringify(view), /never-shown/)
})

test("F16 an empty, duplicate or unknown target list is an error, and never all servers", async (t) => {
  const w = await world(t)
  const { serverId, serviceId } = await one(w)
  const foreign = await w.addServer("web-9")
  const cases: [string[], string][] = [
    [[], "empty-target-list"],
    [[serverId, serverId], "duplicate-target"],
    [[randomUUID()], "not-found"],
    [[serverId, foreign], "not-found"],
  ]
  for (const [serverIds, expected] of cases) {
    const asked = input(serviceId, serverIds)
    await assert.rejects(planRollout(w.ctx, asked), code(expected))
    await assert.rejects(startRollout(w.ctx, { ...asked, fingerprint: "", title: "x", note: "" }), code(expected))
  }
  assert.throws(() => PlanRolloutInput.parse({ serviceId, targets: [{ serverId: "*" }] }))
  assert.equal(await w.ctx.db.rollout.count(), 0)
})

const refused: [string, string, (w: World) => Promise<{ plan(): ReturnType<typeof planRollout> }>][] = [
  ["a key that the host policy denies", "policy-refused", (w) => one(w, "LD_PRELOAD=/tmp/x.so\n")],
  [
    "F51 a path that only begins like a permitted one",
    "policy-refused",
    (w) => one(w, "A=1\n", { envPath: "/srv/web/.env2" }),
  ],
  ["a unit that may not be restarted", "policy-refused", (w) => one(w, "A=1\n", { units: ["other.service"] })],
  [
    "a check that would connect to a host that is not listed",
    "policy-refused",
    (w) => one(w, "A=1\n", { checks: [{ kind: "tcp", host: "cache.example.test", port: 6379, withinMs: 1_000 }] }),
  ],
  ["an env line that cannot be shipped", "invalid-env", (w) => one(w, 'A="open\n')],
  [
    "an assertion that fails",
    "assertion-failed",
    (w) => one(w, "A=1\n", { assertions: [{ kind: "required", key: "B" }] }),
  ],
]
for (const [what, expected, arrange] of refused) {
  test(`${what} is refused in the plan, and nothing can be started`, async (t) => {
    const w = await world(t)
    const view = await (await arrange(w)).plan()
    assert.deepEqual(
      view.refusals.map((refusal) => refusal.problem.code),
      [expected],
    )
    assert.equal(view.mayStart, false)
  })
}

test("a revoked server, one without a policy and one with a file of its own are refused, each by name", async (t) => {
  const w = await world(t)
  const ids = [
    await w.addServer("revoked"),
    await w.addServer("bare"),
    await w.addServer("grown"),
    await w.addServer("fine"),
  ]
  const serviceId = await w.addService(ids)
  await w.addVersions(serviceId, ids, () => "A=1\n")
  await w.ctx.db.server.update({ where: { id: ids[0]! }, data: { revokedAt: new Date() } })
  await w.ctx.db.server.update({ where: { id: ids[1]! }, data: { policy: "none" } })
  const seen = { state: "present", mac: "00", owner: "web", group: "web", mode: "0600", mtimeMs: 1 }
  const where = { serviceId_serverId: { serviceId, serverId: ids[2]! } }
  await w.ctx.db.serviceOnServer.update({ where, data: { observed: seen } })
  const view = await planRollout(w.ctx, input(serviceId, ids))
  assert.deepEqual(
    view.refusals.map(({ serverId, problem }) => [serverId, problem.code]),
    [
      [ids[0], "server-revoked"],
      [ids[1], "policy-refused"],
      [ids[2], "drifted"],
    ],
  )
  const asked = { ...input(serviceId, ids), fingerprint: view.fingerprint, title: "x", note: "" }
  await assert.rejects(startRollout(w.ctx, asked), (error) => {
    assert.ok(error instanceof Problem && error.code === "plan-refused")
    assert.deepEqual(Object.keys(error.details ?? {}), ["revoked", "bare", "grown"])
    return true
  })
  assert.equal(await w.ctx.db.command.count(), 0)
})

test("an assertion that values differ is held over all servers of the service, not only over the targets", async (t) => {
  const w = await world(t)
  const ids = [await w.addServer("web-0"), await w.addServer("web-1")]
  const serviceId = await w.addService(ids, { assertions: [{ kind: "differs-between-servers", key: "ACCOUNT" }] })
  const [first] = await w.addVersions(serviceId, ids, () => "ACCOUNT=same\n")
  await w.ctx.db.serviceOnServer.update({
    where: { serviceId_serverId: { serviceId, serverId: ids[0]! } },
    data: { appliedVersionId: first!.id },
  })
  const view = await planRollout(w.ctx, input(serviceId, [ids[1]!]))
  assert.deepEqual(
    view.refusals.map((refusal) => refusal.problem.code),
    ["assertion-failed"],
  )
})

test("what changed between plan and start is found, and nothing is sent", async (t) => {
  const w = await world(t)
  const { serverId, serviceId, plan } = await one(w)
  const start = (fingerprint: string) =>
    startRollout(w.ctx, { ...input(serviceId, [serverId]), fingerprint, title: "x", note: "" })
  const where = { serviceId_serverId: { serviceId, serverId } }
  const changes: (() => Promise<unknown>)[] = [
    () => w.addVersions(serviceId, [serverId], () => "A=2\n"),
    () => w.ctx.db.service.update({ where: { id: serviceId }, data: { revision: { increment: 1 } } }),
    () => w.ctx.db.server.update({ where: { id: serverId }, data: { policy: { ...POLICY, deniedKeys: [] } } }),
    () => w.ctx.db.serviceOnServer.update({ where, data: { observed: { state: "missing" } } }),
  ]
  for (const change of changes) {
    const { fingerprint } = await plan()
    await change()
    await assert.rejects(start(fingerprint), code("plan-outdated"))
  }
  const { fingerprint } = await plan()
  await w.ctx.db.server.update({ where: { id: serverId }, data: { sessionReplica: null, lastSeenAt: new Date() } })
  assert.equal((await start(fingerprint)).number, 1)
})

test("F13 of many operators who start at the same moment, one does", async (t) => {
  const w = await world(t)
  const { serverId, serviceId, plan } = await one(w)
  const { fingerprint } = await plan()
  const asked = { ...input(serviceId, [serverId]), fingerprint, title: "x", note: "" }
  const all = await Promise.allSettled(Array.from({ length: 8 }, () => startRollout(w.ctx, asked)))
  assert.equal(all.filter((one) => one.status === "fulfilled").length, 1)
  for (const one of all) if (one.status === "rejected") assert.ok(code("rollout-in-progress")(one.reason))
  assert.equal(await w.ctx.db.rollout.count(), 1)
})

test("a server that has the version already is skipped, and alone gives nothing to do", async (t) => {
  const w = await world(t)
  const ids = [await w.addServer("web-0"), await w.addServer("web-1")]
  const serviceId = await w.addService(ids)
  const [first] = await w.addVersions(serviceId, ids, (id) => `A=${id}\n`)
  const where = { serviceId_serverId: { serviceId, serverId: ids[0]! } }
  await w.ctx.db.serviceOnServer.update({ where, data: { appliedVersionId: first!.id } })
  const both = await planRollout(w.ctx, input(serviceId, ids))
  assert.deepEqual(
    both.targets.map((target) => [target.isNoop, target.batch]),
    [
      [true, 0],
      [false, 1],
    ],
  )
  const alone = input(serviceId, [ids[0]!])
  const { fingerprint, mayStart } = await planRollout(w.ctx, alone)
  assert.equal(mayStart, false)
  await assert.rejects(startRollout(w.ctx, { ...alone, fingerprint, title: "x", note: "" }), code("nothing-to-do"))
})

test("dialects that would read a line differently are told as a warning, without the value", async (t) => {
  const w = await world(t)
  const { plan } = await one(w, "A=never-shown # note\n", { dialects: ["systemd", "dotenv"] })
  const view = await plan()
  assert.deepEqual(view.targets[0]?.warnings.filter((warning) => warning.startsWith("Line 1: ")).length, 1)
  assert.doesNotMatch(JSON.stringify(view.targets[0]?.warnings), /never-shown/)
})

test("a plan shows neither a key that was declared secret in an assertion nor a piece of a key where a name should be", async (t) => {
  const w = await world(t)
  const assertions = [{ kind: "one-of", key: "BRANCH", values: ["never-shown-1"] }]
  const more = { secretKeys: ["BRANCH"], assertions, dialects: ["docker"] }
  const { plan } = await one(w, "BRANCH=never-shown-1\nnever+shown/2=x\n", more)
  const view = await plan()
  assert.equal(view.targets[0]?.assertions[0]?.pass, true)
  assert.doesNotMatch(JSON.stringify(view), /never.shown/)
})

test("a server whose host policy has a fault now is refused, although an earlier one was good", async (t) => {
  const w = await world(t)
  const { plan, serverId } = await one(w)
  await w.ctx.db.server.update({ where: { id: serverId }, data: { policyFault: "policy.json is empty." } })
  const view = await plan()
  assert.equal(view.mayStart, false)
  assert.equal(view.refusals[0]?.problem.code, "policy-refused")
})

test("a plan names a change that only the second of the programs sees which read the file", async (t) => {
  const w = await world(t)
  const { serverId, serviceId, plan } = await one(w, "A=1 # one\n", { dialects: ["dotenv", "systemd"] })
  const applied = await w.ctx.db.envVersion.findFirstOrThrow({ where: { serviceId, serverId } })
  await w.ctx.db.serviceOnServer.updateMany({ where: { serviceId, serverId }, data: { appliedVersionId: applied.id } })
  await w.addVersions(serviceId, [serverId], () => "A=1 # two\n")
  const [target] = (await plan()).targets
  assert.deepEqual(
    target?.changes.map((change) => [change.key, change.kind]),
    [["A", "changed"]],
  )
})
