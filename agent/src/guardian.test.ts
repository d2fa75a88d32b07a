import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { isBuiltin } from "node:module"
import { test } from "node:test"
import { openChanges } from "./changes/commands.ts"
import { guardChange, recoverAtBoot } from "./guardian.ts"
import { killRunningAgent } from "./testing/kill-running-agent.ts"
import { makeRig, NEW_TEXT, OLD_TEXT } from "./testing/rig.ts"

test("the guardian needs no package from outside the repository", () => {
  const seen = new Set<string>()
  const outside: string[] = []
  const visit = (url: string) => {
    if (seen.has(url)) return
    seen.add(url)
    for (const name of importedAtRunTime(readFileSync(new URL(url), "utf8"))) {
      if (isBuiltin(name)) continue
      if (name.startsWith(".")) visit(new URL(name, url).href)
      else if (name.startsWith("@signalbox/")) visit(import.meta.resolve(name))
      else outside.push(`${name} in ${url}`)
    }
  }
  visit(new URL("./guardian.ts", import.meta.url).href)
  assert.deepEqual(outside, [])
  assert.ok(seen.size > 15, "it read the modules")
})

test("F05 a guardian without units puts the file back, and the next agent does the rest and reports", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  const command = rig.command()
  await killRunningAgent(rig, command)
  assert.equal(rig.read(), NEW_TEXT)
  await guardChange({ stateDir: rig.stateDir, root: rig.root, restartsUnits: false }, command.id)
  assert.equal(rig.read(), OLD_TEXT)
  const changes = await openChanges(rig.options())
  await changes.idle()
  assert.equal(rig.finished[0]?.outcome, "rolled-back")
  assert.equal(rig.finished[0]?.problem?.code, "deadline-passed")
  await changes.close()
})

test("a guardian leaves a change alone that is confirmed, unknown, or of this boot at boot time", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  const changes = await rig.open()
  const command = rig.command()
  await changes.accept(command)
  await changes.idle()
  await changes.close()
  const guardian = { stateDir: rig.stateDir, root: rig.root, restartsUnits: false }
  await guardChange(guardian, command.id)
  await guardChange(guardian, "00000000-0000-4000-8000-000000000000")
  await recoverAtBoot(guardian)
  assert.equal(rig.read(), NEW_TEXT)
})

/** Names after `from`, but for statements that are types alone. */
function importedAtRunTime(source: string): string[] {
  const statements = source.split(/^(?=import |export )/m)
  return statements.flatMap((statement) => {
    const name = /^(?:import|export) (?!type )(?:[^"(=]*? from )?"([^"]+)"/s.exec(statement)?.[1]
    return name === undefined ? [] : [name]
  })
}
