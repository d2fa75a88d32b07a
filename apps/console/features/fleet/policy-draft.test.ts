import assert from "node:assert/strict"
import { test } from "node:test"
import type { ServiceView } from "@signalbox/domain/services/schema"
import { parsePolicyFlags, policyFlags } from "@signalbox/protocol/policy-flags"
import { draftOfServices, EMPTY_POLICY, readPolicy } from "./policy-draft.ts"

const EMPTY_POLICY_WITH_PATH = { ...EMPTY_POLICY, env: [] }

const backend = {
  envPath: "/opt/app/.env",
  envOwner: "app",
  envGroup: "app",
  envMode: "0600",
  units: ["app-api.service", "app-worker.service"],
  checks: [
    { kind: "http", url: "http://127.0.0.1:3001/health", status: 200, timeoutMs: 5_000, withinMs: 20_000 },
    { kind: "http", url: "https://probe.example.test/health", status: 200, timeoutMs: 5_000, withinMs: 20_000 },
    { kind: "tcp", host: "203.0.113.9", port: 6379, withinMs: 20_000 },
    { kind: "unit-active", unit: "app-extra.service", forMs: 10_000 },
    { kind: "file-age", path: "/opt/app/cookies.txt", ageMaxMs: 60_000 },
  ],
} as unknown as ServiceView

test("the policy made from services permits what their checks need, and no more", () => {
  const read = readPolicy(draftOfServices([backend]))
  assert.ok("policy" in read)
  const { policy } = read
  assert.deepEqual(
    policy.units.map((unit) => unit.name),
    ["app-api.service", "app-worker.service", "app-extra.service"],
  )
  assert.deepEqual(policy.probes, [
    { host: "probe.example.test", ports: [443] },
    { host: "203.0.113.9", ports: [6379] },
  ])
  assert.deepEqual(policy.watchedFiles, ["/opt/app/cookies.txt"])
})

test("a policy from the form survives the install line", () => {
  const read = readPolicy(draftOfServices([backend]))
  assert.ok("policy" in read)
  assert.deepEqual(parsePolicyFlags(policyFlags(read.policy)), read.policy)
})

test("a fault is told at the field that holds it", () => {
  const entry = { path: "relative/.env", owner: "", group: "", modes: ["0600"], units: ["web-*.service"] }
  const read = readPolicy({ ...EMPTY_POLICY, env: [entry], probes: ["no-port"] })
  assert.ok("faults" in read)
  assert.deepEqual(Object.keys(read.faults).sort(), [
    "env.0.owner",
    "env.0.path",
    "env.0.units",
    "extraUnits",
    "probes",
  ])
})

test("a local Redis is permitted only when somebody says so, with the names of its distribution", () => {
  const none = readPolicy(EMPTY_POLICY_WITH_PATH)
  assert.ok("policy" in none)
  assert.deepEqual(none.policy.redis, [])
  const some = readPolicy({ ...EMPTY_POLICY_WITH_PATH, redis: { place: "valkey, Fedora", memoryMb: 64 } })
  assert.ok("policy" in some)
  assert.deepEqual(
    some.policy.redis.map(({ unit, path, memoryBytesMax }) => [unit, path, memoryBytesMax]),
    [["valkey.service", "/etc/valkey/signalbox.conf", 67_108_864]],
  )
})
