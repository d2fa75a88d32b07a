import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import { type TestContext, test } from "node:test"
import { openEnvFiles } from "../host/files/env-files.ts"
import { makeRig, policyFor, writePolicy } from "../testing/rig.ts"
import { findInstances } from "./find-instances.ts"

async function find(t: TestContext, text: string, more: object = {}) {
  const rig = await makeRig({ text })
  t.after(rig.remove)
  writePolicy(rig.policyPath, { ...policyFor(rig.envPath, rig), ...more })
  const ctx = { policyPath: rig.policyPath, files: openEnvFiles({ root: rig.root }) }
  return { rig, ctx, found: await findInstances(ctx) }
}

const waysIn = (found: Awaited<ReturnType<typeof findInstances>>) =>
  found.instances.map(({ name, targets }) => [
    name,
    ...targets.map((way) => `${way.username}:${way.password}${way.isTls ? " tls" : ""}`),
  ])

test("passwords are taken from a URL, from the keys beside it, and from the keys of host and port", async (t) => {
  const text = [
    "REDIS_URL=redis://app:p%40ss@127.0.0.1:7001/3",
    "CACHE_REDIS_URL=valkeys://127.0.0.2:7002",
    "CACHE_REDIS_PASSWORD=beside",
    "QUEUE_REDIS_HOST=127.0.0.3",
    "QUEUE_REDIS_PORT=7003",
    "QUEUE_REDIS_USERNAME=worker",
    "QUEUE_REDIS_PASSWORD=parts",
  ]
  assert.deepEqual(waysIn((await find(t, text.join("\n"))).found), [
    ["127.0.0.1:7001", "app:p@ss"],
    ["127.0.0.2:7002", ":beside tls"],
    ["127.0.0.3:7003", "worker:parts"],
  ])
})

test("F45 only loopback and the places of the policy's probes are watched, whatever an env file names", async (t) => {
  const text = "A_URL=redis://203.0.113.5:6379\nB_URL=redis://203.0.113.6:6379\nC_URL=redis://203.0.113.5:22\n"
  const { found } = await find(t, text, { probes: [{ host: "203.0.113.5", ports: [6379] }] })
  assert.deepEqual(
    found.instances.map(({ name, isLocal }) => [name, isLocal]),
    [["203.0.113.5:6379", false]],
  )
})

test("two spellings and two passwords of one place are one instance with two ways in", async (t) => {
  const { found } = await find(t, "A_URL=redis://:one@localhost:7001\nB_URL=redis://:two@127.0.0.1:7001/1\n")
  assert.deepEqual(waysIn(found), [["localhost:7001", ":one", ":two"]])
})

test("an instance that the policy lets us install is watched, and optional until an env file names it", async (t) => {
  const redis = [
    { unit: "own.service", path: "/etc/own/redis.conf", port: 7001, verbs: [], memoryBytesMax: 1, bind: [] },
  ]
  const { rig, ctx, found } = await find(t, "NOTHING=here\n", { redis })
  assert.deepEqual(
    found.instances.map(({ name, isOptional }) => [name, isOptional]),
    [["127.0.0.1:7001", true]],
  )
  writeFileSync(rig.envPath, "REDIS_URL=redis://:pw@127.0.0.1:7001\n")
  const [named] = (await findInstances(ctx)).instances
  assert.deepEqual([named?.isOptional, named?.targets[0]?.password], [false, "pw"])
})

test("a password with a line end in it is not sent anywhere", async (t) => {
  const { found } = await find(
    t,
    'REDIS_URL=redis://:a%0D%0AFLUSHALL@127.0.0.1:7001\nQ_REDIS_HOST=127.0.0.2\nQ_REDIS_PASSWORD="a\\nFLUSHALL"\n',
  )
  assert.deepEqual(waysIn(found), [
    ["127.0.0.1:7001", ":"],
    ["127.0.0.2:6379", ":"],
  ])
})

test("a policy with a fault lets nothing be watched", async (t) => {
  const { rig, ctx } = await find(t, "REDIS_URL=redis://127.0.0.1:7001\n")
  writePolicy(rig.policyPath, { version: 7 })
  assert.deepEqual((await findInstances(ctx)).instances, [])
})
