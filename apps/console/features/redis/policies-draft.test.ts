import assert from "node:assert/strict"
import { test } from "node:test"
import { draftChanges, draftOf, evictionAdvice, readDraft } from "./policies-draft.ts"

test("settings are typed as Redis spells them, and read back as they were", () => {
  const settings = { maxMemoryBytes: 536_870_912, snapshots: [], user: null, bind: ["127.0.0.1", "::1"] }
  const draft = draftOf({ ...settings, hasPassword: true, isRotating: false })
  assert.deepEqual(draft, { MAXMEMORY: "512mb", SAVE: "none", USER: "none", BIND: "127.0.0.1 ::1" })
  assert.deepEqual(readDraft(draft), { settings, faults: {} })
})

test("what is cleared is no longer set, and what cannot be is told at its field", () => {
  const { settings, faults } = readDraft({ MAXMEMORY: " ", PORT: "many", MAXCLIENTS: "500" })
  assert.deepEqual(settings, { maxClients: 500 })
  assert.deepEqual(Object.keys(faults), ["PORT"])
})

test("the preview names what is added, changed and no longer set", () => {
  const changes = draftChanges({ PORT: "6379", SAVE: "none" }, { PORT: "6380", SAVE: "", MAXCLIENTS: "50" })
  assert.deepEqual(
    changes.map(({ key, kind }) => [key, kind]),
    [
      ["PORT", "changed"],
      ["SAVE", "removed"],
      ["MAXCLIENTS", "added"],
    ],
  )
})

test("whoever lets a Redis evict is told what that does to a queue", () => {
  assert.equal(evictionAdvice("noeviction"), null)
  assert.match(evictionAdvice("allkeys-lru") ?? "", /must not evict/)
})
