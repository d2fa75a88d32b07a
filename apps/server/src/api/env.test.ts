import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { test } from "node:test"
import { startTestServer } from "../testing/start-test-server.ts"

const definition = {
  name: "backend",
  envPath: "/opt/ytdl/backend-python/.env",
  envOwner: "ytdl",
  envGroup: "ytdl",
  envMode: "0600",
  dialects: ["python-dotenv", "systemd"],
  units: ["ytd-api.service"],
  checks: [],
  assertions: [],
}

test("env over HTTP: each bad input gets its code and what to do, a viewer changes nothing, and no answer holds a secret", async (t) => {
  const server = await startTestServer(t)
  const [operator, viewer] = [await server.signIn("operator"), await server.signIn("viewer")]
  const serverId = randomUUID()
  await server.db.server.create({ data: { id: serverId, name: "dl-fra-1", hue: 1, publicKey: new Uint8Array(44) } })

  const unknown = await operator.mutate("services.create", { ...definition, dialects: ["bash"] })
  assert.deepEqual([unknown.status, unknown.problem?.code], [400, "unknown-dialect"])
  const glob = await operator.mutate("services.create", { ...definition, units: ["ytd-*.service"] })
  assert.deepEqual(Object.keys(glob.problem?.details ?? {}), ["units.0"])
  assert.equal((await viewer.mutate("services.create", definition)).problem?.code, "forbidden")

  const { id: serviceId } = (await operator.mutate("services.create", definition)).data as { id: string }
  const empty = await operator.mutate("services.assign", { serviceId, serverIds: [] })
  assert.equal(empty.problem?.code, "empty-target-list")
  assert.equal((await operator.mutate("services.assign", { serviceId, serverIds: [serverId] })).status, 200)

  const base = (text: string, editedFrom: number) => ({ serviceId, base: { text, editedFrom } })
  const invalid = await operator.mutate("env.save", base("A=1\ncanary without equals\n", 0))
  assert.deepEqual([invalid.status, Object.keys(invalid.problem?.details ?? {})], [400, ["base:2"]])
  assert.ok(invalid.problem?.fix)
  const saved = await operator.mutate("env.save", base("REDIS_PASSWORD=canary\n", 0))
  assert.equal((saved.data as { baseRevision: number }).baseRevision, 1)
  const stale = await operator.mutate("env.save", base("REDIS_PASSWORD=other\n", 0))
  assert.deepEqual([stale.status, stale.problem?.code], [409, "stale-revision"])
  assert.equal((await viewer.mutate("env.save", base("A=1\n", 1))).problem?.code, "forbidden")
  const asked = { serviceId, serverId: null, key: "REDIS_PASSWORD", reason: "looks into a fault" }
  assert.equal((await viewer.mutate("env.reveal", asked)).problem?.code, "forbidden")
  assert.equal((await operator.mutate("env.import", { serviceId, serverId })).problem?.code, "server-offline")

  const answers = await Promise.all([
    viewer.query("env.get", { serviceId }),
    viewer.query("env.history", { serviceId, serverId }),
    viewer.query("env.diff", { serviceId, serverId, from: null, to: 1 }),
    viewer.query("env.drift", { serviceId, serverId }),
    viewer.query("services.get", { serviceId }),
    viewer.query("services.list", {}),
    viewer.query("audit.list", {}),
    viewer.query("audit.verify"),
  ])
  assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([200]))
  for (const answer of [...answers, invalid, stale]) assert.ok(!answer.text.includes("canary"))
  assert.deepEqual((await operator.mutate("env.reveal", asked)).data, { key: "REDIS_PASSWORD", value: "canary" })
  assert.ok((answers.at(-1)?.data as { isIntact: boolean } | undefined)?.isIntact)
  assert.equal((await viewer.query("env.get", { serviceId: randomUUID() })).problem?.code, "not-found")
})
