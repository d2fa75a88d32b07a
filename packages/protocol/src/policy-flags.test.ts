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
  redis: [],
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
  ["--allow-everything", "yes"],
  ["constructor", "yes"],
  ["--allow-env"],
]) {
  test(`F47 a flag that is not literal is refused by name: ${flags.join(" ")}`, () => {
    assert.throws(() => parsePolicyFlags(flags), { code: "invalid-input" })
  })
}
