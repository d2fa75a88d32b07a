import assert from "node:assert/strict"
import { test } from "node:test"
import type { EnvDocumentView, EnvServerView, EnvView } from "@signalbox/domain/env/schema"
import { BASE, EMPTY_DRAFT, textOf, withText } from "./draft.ts"
import { letBaseCount, shadowedKeys } from "./shadowed-keys.ts"

const document = (serverId: string | null, text: string) =>
  ({ serverId, revision: 1, text, blame: {} }) as unknown as EnvDocumentView
const server = (serverId: string, text: string) =>
  ({ serverId, overrides: document(serverId, text) }) as unknown as EnvServerView
const env = {
  base: document(null, "A=1\nB=1\n"),
  servers: [server("s1", "A=7\nB=7\nOWN=1\n"), server("s2", "A=2\n"), server("s3", "")],
} as unknown as EnvView

test("a key edited in the base is named with the servers on which an override still wins", () => {
  const draft = withText(env, EMPTY_DRAFT, { place: BASE, text: "A=2\nB=1\n" })
  assert.deepEqual(shadowedKeys(env, draft), [{ key: "A", serverIds: ["s1"] }])
  assert.deepEqual(shadowedKeys(env, EMPTY_DRAFT), [])
})

test("letting the base count takes away those overrides and nothing else", () => {
  const draft = withText(env, EMPTY_DRAFT, { place: BASE, text: "A=9\nB=1\n" })
  const next = letBaseCount(env, draft, shadowedKeys(env, draft))
  assert.deepEqual(
    ["s1", "s2", "s3"].map((id) => textOf(env, next, id)),
    ["B=7\nOWN=1\n", "", ""],
  )
  assert.deepEqual(shadowedKeys(env, next), [])
})
