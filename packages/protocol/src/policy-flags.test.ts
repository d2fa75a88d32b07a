import assert from "node:assert/strict"
import { test } from "node:test"
import { DENIED_KEYS_DEFAULT, type HostPolicy } from "./policy.ts"
import { parsePolicyFlags, policyFlags } from "./policy-flags.ts"

const policy: HostPolicy = {
  version: 1,
  env: [
    {
      path: "/opt/a=b/back end/.env",
      owner: "ytdl",
      group: "www-data",
      modes: ["0600", "0640"],
      units: ["ytd-api.service", "ytd:worker@1.service"],
      bytesMax: 65_536,
    },
  ],
  units: [{ name: "redis-server.service", verbs: ["restart", "logs"] }],
  probes: [{ host: "10.40.0.9", ports: [6379, 6380] }],
  deniedKeys: [...DENIED_KEYS_DEFAULT, "AWS_*"],
  watchedFiles: ["/opt/ytdl/youtube_cookies_a.txt"],
  redis: [
    {
      unit: "redis-server.service",
      path: "/etc/redis/signalbox.conf",
      port: 6379,
      verbs: ["install", "configure"],
      memoryBytesMax: 1_073_741_824,
      bind: ["10.40.0.9", "2001:db8::9"],
    },
    {
      unit: "valkey.service",
      path: "/etc/valkey/signalbox.conf",
      port: 6380,
      verbs: [],
      memoryBytesMax: 4_194_304,
      bind: [],
    },
  ],
}

test("a policy is read back from its flags as it was", () => {
  assert.deepEqual(parsePolicyFlags(policyFlags(policy)), policy)
})

test("no flags is a policy that permits nothing", () => {
  assert.deepEqual(parsePolicyFlags([]), {
    version: 1,
    env: [],
    units: [],
    probes: [],
    deniedKeys: [...DENIED_KEYS_DEFAULT],
    watchedFiles: [],
    redis: [],
  })
})

for (const flags of [
  ["--allow-env", "/etc/app/.env"],
  ["--allow-env", "/etc/../app/.env=a:a:0600:a.service"],
  ["--allow-env", "/etc/app/.env=a:a:4755:a.service"],
  ["--allow-env", "/.env=a:a:0600:a.service"],
  ["--allow-env", "/etc/app/.env=a:a:0600:redis-s*.service"],
  ["--allow-unit", "a.service=explode"],
  ["--allow-probe", "host:notaport"],
  ["--allow-redis", "redis-server.service=/etc/redis/signalbox.conf:6379:configure"],
  ["--allow-redis", "redis-*.service=/etc/redis/signalbox.conf:6379:configure:1048576"],
  ["--allow-redis", "redis-server.service=/etc/redis/signalbox.conf:6379:explode:1048576"],
  ["--allow-everything", "yes"],
  ["constructor", "yes"],
  ["--allow-env"],
]) {
  test(`F47 a flag that is not literal is refused by name: ${flags.join(" ")}`, () => {
    assert.throws(() => parsePolicyFlags(flags), { code: "invalid-input" })
  })
}
