import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { test } from "node:test"
import { guardChange } from "../guardian.ts"
import { killRunningAgent } from "../testing/kill-running-agent.ts"
import { makeRig, NEW_TEXT, OLD_TEXT } from "../testing/rig.ts"
import { undoOpenChanges } from "./undo-open-changes.ts"

test("F05 an agent that is removed in the middle of a change leaves the old file, or its backup and a word of where it is", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  await killRunningAgent(rig, rig.command())
  assert.equal(rig.read(), NEW_TEXT)
  await assert.rejects(
    undoOpenChanges(rig.folder, async () => {}),
    /could not be undone, so its backup stays: .*\/backups\//,
  )
  const asked: string[] = []
  await undoOpenChanges(rig.folder, (stateDir, id) => {
    asked.push(id)
    return guardChange({ stateDir, root: rig.root, restartsUnits: true }, id)
  })
  assert.equal(rig.read(), OLD_TEXT)
  assert.equal(asked.length, 1)
})

test("where nothing is under way, or nothing was ever installed, nothing is undone", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  const changes = await rig.open()
  await changes.accept(rig.command())
  await changes.idle()
  await changes.close()
  const undo = () => assert.fail("nothing is to be undone")
  await undoOpenChanges(rig.folder, undo)
  await undoOpenChanges(join(rig.folder, randomUUID()), undo)
  assert.equal(rig.read(), NEW_TEXT)
})
