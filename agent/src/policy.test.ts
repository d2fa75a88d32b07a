import assert from "node:assert/strict"
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { EnvChange } from "@signalbox/protocol/change"
import { HostPolicy } from "@signalbox/protocol/policy"
import { checkEnvChange, loadPolicy } from "./policy.ts"
import { changeFor, policyFor } from "./testing/rig.ts"

const path = "/srv/shop/.env"
const who = { owner: "shop", group: "shop" }
const policy = HostPolicy.parse(policyFor(path, who))

function refusalOf(change: object, more: object = {}): string {
  const parsed = EnvChange.parse({ ...changeFor({ envPath: path, ...who }), ...change })
  try {
    checkEnvChange({ policy: { ...policy, ...more }, fault: null }, parsed)
    return ""
  } catch (error) {
    return error instanceof Error ? error.message : "error"
  }
}

test("what the policy lists is permitted", () => {
  assert.equal(refusalOf({}), "")
})

test("F53 env keys that make other programs run code are denied, in whichever dialect they show", () => {
  assert.match(refusalOf({ text: "LD_PRELOAD=/tmp/x.so\n" }), /LD_PRELOAD is denied/)
  assert.match(refusalOf({ text: "export NODE_OPTIONS=--require=/tmp/x\n" }), /NODE_OPTIONS is denied/)
  assert.match(refusalOf({ text: "A='x\nLD_AUDIT=/tmp/y\n'\n" }), /LD_AUDIT is denied/)
})

test("checks reach only loopback and what the policy names, by name and port, also when the env file says where", () => {
  const to = (url: string) => ({ checks: [{ kind: "http", url }] })
  assert.equal(refusalOf(to("http://127.0.0.1:3001/")), "")
  assert.equal(refusalOf(to("http://[::1]:3001/")), "")
  assert.match(refusalOf(to("http://203.0.113.5/")), /203.0.113.5:80 is not in the host policy/)
  assert.match(refusalOf(to("http://169.254.169.254/latest/")), /not in the host policy/)
  assert.match(refusalOf(to("http://127.0.0.1.example.test/")), /not in the host policy/)
  const redis = {
    checks: [{ kind: "redis-ping", urlKey: "REDIS_URL" }],
    text: "REDIS_URL=redis://:pw@203.0.113.9:6379/0\n",
  }
  assert.match(refusalOf(redis), /203.0.113.9:6379 is not in the host policy/)
  assert.equal(refusalOf(redis, { probes: [{ host: "203.0.113.9", ports: [6379] }] }), "")
  assert.match(refusalOf(redis, { probes: [{ host: "203.0.113.9", ports: [] }] }), /not in the host policy/)
})

test("F69 a refusal names the key that says where Redis is, and not its value where that is no host: it may be a secret", () => {
  const redis = (check: object, text: string) => refusalOf({ checks: [{ kind: "redis-ping", ...check }], text })
  for (const [key, value] of [
    ["REDIS_HOST", "redis://:CANARY@203.0.113.9:6379"],
    ["REDIS_HOST", "CANARY with blanks"],
    ["REDIS_PASSWORD", "CANARY"],
  ] as const) {
    const refusal = redis({ hostKey: key }, `${key}="${value}"\n`)
    assert.equal(refusal, `Connecting to what ${key} names is not in the host policy.`)
  }
  assert.match(redis({ hostKey: "REDIS_HOST" }, "REDIS_HOST=Cache.example.test\n"), /Cache.example.test:6379 is not in/)
})

test("F53 what only looks like loopback is asked of the policy: a resolver decides where it leads", () => {
  for (const host of ["127.0.0.999", "127.1.1.1.example.test", "localhost.example.test"]) {
    assert.match(refusalOf({ checks: [{ kind: "tcp", host, port: 80 }] }), /not in the host policy/, host)
  }
  assert.equal(refusalOf({ checks: [{ kind: "tcp", host: "127.8.8.8", port: 80 }] }), "")
})

test("lines and ages of what the policy does not list are refused", () => {
  const logs = { checks: [{ kind: "journal-shows", unit: "ssh.service", pattern: "x" }] }
  assert.match(refusalOf(logs), /logs of ssh.service/)
  assert.match(refusalOf({ checks: [{ kind: "file-age", path: "/etc/shadow", ageMaxMs: 1_000 }] }), /shadow is not in/)
})

test("what owns the machine is refused although the policy lists it", () => {
  const forbidden = [
    "/etc/systemd/system/x.service",
    "/etc/signalbox-agent/identity.json",
    "/etc/cron.d/x",
    "/etc/sudoers",
    "/root/.ssh/environment",
    "/usr/x",
    "/proc/x/y",
  ]
  for (const place of forbidden) {
    const permissive = { env: [{ ...policy.env[0], path: place }] }
    assert.match(refusalOf({ path: place }, permissive), /ever written|never written/, place)
  }
})

test("F36 a policy that is missing, empty, not JSON, unknown in a field, a link or writable by others permits nothing and says why", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-policy-"))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, "policy.json")
  const put = (text: string, mode = 0o644) => {
    writeFileSync(file, text)
    chmodSync(file, mode)
    return loadPolicy(file)
  }
  assert.match(loadPolicy(file).fault ?? "", /There is no/)
  assert.match(put("").fault ?? "", /is empty/)
  assert.match(put("{").fault ?? "", /not JSON/)
  assert.match(put(JSON.stringify({ ...policy, surprise: 1 })).fault ?? "", /not valid/)
  assert.match(put(JSON.stringify(policy), 0o666).fault ?? "", /written by others/)
  assert.equal(put(JSON.stringify(policy)).fault, null)
  symlinkSync(file, join(folder, "link.json"))
  assert.equal(loadPolicy(join(folder, "link.json")).policy, null)
})
