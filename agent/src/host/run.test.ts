import assert from "node:assert/strict"
import { test } from "node:test"
import { run } from "./run.ts"

test("F47 programs are looked for in the system's own folders, and get nothing of the agent's environment", async () => {
  const { stdout } = await run("env", [], { timeoutMs: 5_000 })
  const variables = new Map(stdout.split("\n").map((line) => line.split("=", 2) as [string, string]))
  const folders = variables.get("PATH")?.split(":") ?? []
  assert.ok(folders.length > 0)
  for (const folder of folders) assert.match(folder, /^(\/usr)?\/s?bin$/)
  assert.equal(variables.has("HOME"), false)
})
