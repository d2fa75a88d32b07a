import assert from "node:assert/strict"
import { test } from "node:test"
import type { RedisChange } from "@signalbox/protocol/change"
import { parsePolicyFlags } from "@signalbox/protocol/policy-flags"
import { parseRedisPolicy } from "@signalbox/protocol/redis-policy"
import { checkRedisChange, checkRedisInstall } from "./policy.ts"

const FLAG = "redis-server.service=/etc/redis/signalbox.conf:6379:configure:134217728:10.40.0.9"
const policy = parsePolicyFlags(["--allow-redis", FLAG])

function change(text: Record<string, string> = {}, more: Partial<RedisChange> = {}): RedisChange {
  const parsed = parseRedisPolicy(new Map(Object.entries({ MAXMEMORY: "64mb", ...text })))
  assert.ok(parsed.ok)
  return {
    kind: "redis",
    service: "cache",
    versionNumber: 1,
    path: "/etc/redis/signalbox.conf",
    owner: "redis",
    group: "redis",
    mode: "0640",
    unit: "redis-server.service",
    policy: parsed.policy,
    fileHash: null,
    baseHash: null,
    checks: [],
    settleMs: 0,
    deadlineMs: 20_000,
    ...more,
  }
}

const check = (wanted: RedisChange) => checkRedisChange({ policy, fault: null }, wanted)

test("what the host policy lists is permitted, on loopback and on a listed address", () => {
  check(change())
  check(change({ BIND: "127.0.0.1 ::1 10.40.0.9", PASSWORD: "a-good-password-1" }))
})

for (const [what, wanted] of [
  ["another port", change({ PORT: "6380" })],
  ["more memory", change({ MAXMEMORY: "256mb" })],
  ["an address that is not listed", change({ BIND: "10.40.0.10", PASSWORD: "a-good-password-1" })],
  ["every address", change({ BIND: "0.0.0.0", PASSWORD: "a-good-password-1" })],
  ["a verb that is not listed", change({ STATE: "removed" })],
  ["another unit", change({}, { unit: "redis.service" })],
  ["a unit of another product", change({ PRODUCT: "valkey" })],
  ["another file", change({}, { path: "/etc/redis/other.conf" })],
  ["another owner", change({}, { owner: "root" })],
  ["a mode that lets others read", change({}, { mode: "0600" })],
  [
    "a check of a place that is not listed",
    change({}, { checks: [{ kind: "tcp", host: "192.0.2.1", port: 1, withinMs: 100 }] }),
  ],
] as const) {
  test(`F51 a Redis change is refused by the host policy: ${what}`, () => {
    assert.throws(() => check(wanted), { code: "policy-refused" })
  })
}

test("F36 without a policy no Redis is touched, and installing is a right of its own", () => {
  assert.throws(() => checkRedisChange({ policy: null, fault: "none" }, change()), { code: "policy-refused" })
  assert.throws(() => checkRedisInstall({ policy, fault: null }, "redis-server.service"), { code: "policy-refused" })
})

test("F45 even a policy that lists it opens no file but one beside Redis's own", () => {
  for (const path of [
    "/etc/redis/redis.conf",
    "/etc/cron.d/x.conf",
    "/srv/x.conf",
    "/etc/redis/a b.conf",
    "/etc/redis/*.conf",
  ]) {
    const open = { ...policy, redis: policy.redis.map((entry) => ({ ...entry, path })) }
    assert.throws(
      () => checkRedisChange({ policy: open, fault: null }, change({}, { path })),
      { code: "policy-refused" },
      path,
    )
  }
})
