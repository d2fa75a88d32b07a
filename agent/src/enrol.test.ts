import assert from "node:assert/strict"
import { once } from "node:events"
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { Problem } from "@signalbox/protocol/problem"
import { enrol } from "./enrol.ts"

test("F52 a refusal that anybody may have made up moves no terminal, and leaves no key behind", async (t) => {
  const message = "\u001b]0;owned\u0007\u001b[2J\u202egone\nsignalbox: done: enrolled"
  const problem = { code: "enrolment-invalid", message, fix: "" }
  const server = createServer((_request, response) => {
    response
      .writeHead(401, { "content-type": "application/json" })
      .end(JSON.stringify({ error: { data: { problem } } }))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const configDir = await mkdtemp(join(tmpdir(), "signalbox-enrol-"))
  t.after(async () => {
    server.close()
    await rm(configDir, { recursive: true })
  })
  const policy = { version: 1 as const, env: [], units: [], probes: [], deniedKeys: [], watchedFiles: [], redis: [] }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const refused = enrol({ url, keyFingerprint: "0".repeat(64), token: "sbe_x", policy, configDir })
  await assert.rejects(refused, (error: unknown) => {
    assert.ok(error instanceof Problem)
    assert.equal(error.code, "enrolment-invalid")
    assert.equal(error.message, " ]0;owned [2J gone signalbox: done: enrolled")
    return true
  })
  assert.deepEqual(await readdir(configDir), [])
})
