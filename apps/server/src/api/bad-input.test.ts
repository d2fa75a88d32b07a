// What people and programs get wrong, said over HTTP: each has its own row of the problem table, names what was wrong and what to do, and
// leaves the database as it was.
import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { test } from "node:test"
import { PROBLEMS, type ProblemCode } from "@signalbox/protocol/problem"
import { startTestServer } from "../testing/start-test-server.ts"

const definition = {
  name: "backend",
  envPath: "/opt/ytdl/backend-python/.env",
  envOwner: "ytdl",
  envGroup: "ytdl",
  envMode: "0600",
  dialects: ["systemd"],
  units: ["ytd-api.service"],
  checks: [],
  assertions: [],
}
const ping = (unit: string) => ({ kind: "unit-active", unit, forMs: 1_000 })

test("each bad input over the API is refused by its own row of the table, with what was wrong, and changes nothing", async (t) => {
  const server = await startTestServer(t)
  const operator = await server.signIn("operator")
  const { id: serviceId } = (await operator.mutate("services.create", definition)).data as { id: string }
  const serverId = randomUUID()
  await server.db.server.create({ data: { id: serverId, name: "dl-fra-1", hue: 1, publicKey: new Uint8Array(44) } })
  await operator.mutate("services.assign", { serviceId, serverIds: [serverId] })
  await operator.mutate("env.save", { serviceId, base: { text: "A=1\n", editedFrom: 0 } })

  const service = (change: object) => operator.mutate("services.create", { ...definition, name: "other", ...change })
  const save = (text: string, editedFrom = 1) => operator.mutate("env.save", { serviceId, base: { text, editedFrom } })
  const plan = (serverIds: string[]) =>
    operator.query("rollouts.plan", {
      serviceId,
      targets: serverIds.map((id) => ({ serverId: id })),
    })
  const cases: [ProblemCode, string, () => ReturnType<typeof operator.mutate>][] = [
    ["invalid-env", "2", () => save("A=1\nno pair\n")],
    ["stale-revision", "", () => save("A=2\n", 0)],
    ["too-large", "", () => save(`A=${"x".repeat(70_000)}\n`)],
    ["unknown-dialect", "dialects.0", () => service({ dialects: ["bash"] })],
    ["invalid-path", "envPath", () => service({ envPath: "/opt/../etc/shadow" })],
    ["invalid-path", "envPath", () => service({ envPath: "opt/.env" })],
    ["invalid-unit", "units.0", () => service({ units: ["ytd-*.service"] })],
    ["invalid-unit", "units.0", () => service({ units: ["--root=/x.service"] })],
    ["invalid-unit", "checks.0.unit", () => service({ checks: [ping("a;b.service")] })],
    ["invalid-mode", "envMode", () => service({ envMode: "0644" })],
    ["invalid-mode", "envMode", () => service({ envMode: "4600" })],
    ["invalid-input", "envMode", () => service({ envMode: "0777", units: ["*.service"] })],
    ["invalid-input", "checks.0.url", () => service({ checks: [{ kind: "http", url: "http://u:canary@127.0.0.1/" }] })],
    ["invalid-input", "name", () => service({ name: "Bad Name" })],
    ["empty-target-list", "", () => plan([])],
    ["duplicate-target", "", () => plan([serverId, serverId])],
    ["not-found", "", () => plan([randomUUID()])],
  ]
  const rows = () =>
    Promise.all([
      server.db.service.findMany(),
      server.db.envDocument.count(),
      server.db.envVersion.count(),
      server.db.rollout.count(),
      server.db.command.count(),
      server.db.auditEntry.count({ where: { result: "done" } }),
    ])
  const before = await rows()
  for (const [code, named, ask] of cases) {
    const { status, problem } = await ask()
    assert.deepEqual([status, problem?.code], [PROBLEMS[code].status, code], `${named} ${problem?.message}`)
    assert.equal(problem?.fix, PROBLEMS[code].fix)
    assert.ok(problem.message.includes(named), `${problem.message} names ${named}`)
    assert.ok(!JSON.stringify(problem).includes("canary"))
  }
  assert.deepEqual(await rows(), before)
})
