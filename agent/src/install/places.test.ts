import assert from "node:assert/strict"
import { test } from "node:test"
import { ownPaths } from "./places.ts"

test("of a folder that is not called ours, only the policy file is removed", () => {
  const config = { configDir: "/etc/signalbox-agent", stateDir: "/var/lib/signalbox-agent" }
  const ours = ownPaths({ ...config, policyPath: "/etc/signalbox/policy.json" })
  assert.ok(ours.includes("/etc/signalbox"))
  const elsewhere = ownPaths({ ...config, policyPath: "/etc/policy.json" })
  assert.ok(elsewhere.includes("/etc/policy.json"))
  assert.ok(!elsewhere.includes("/etc"))
})
