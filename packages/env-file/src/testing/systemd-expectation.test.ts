import assert from "node:assert/strict"
import { test } from "node:test"
import { systemdMismatches } from "./systemd-expectation.ts"

const entry = { name: "x", text: "A=1\nexport B=2\nC=a # b\n" }

test("a unit's environment that differs from the model is told by its keys", () => {
  const version = 252
  assert.deepEqual(systemdMismatches(entry, { version, environment: "PATH=/bin\0A=1\0C=a # b\0" }), [])
  assert.deepEqual(systemdMismatches(entry, { version, environment: "A=2\0B=2\0" }), ["A", "C", "B"])
  assert.deepEqual(systemdMismatches(entry, { version, environment: undefined }), ["(whole file)"])
  assert.deepEqual(systemdMismatches({ name: "x", text: "A=\ufdd0\n" }, { version, environment: undefined }), [])
})
