import assert from "node:assert/strict"
import { test } from "node:test"
import type { EnvDocumentView, EnvServerView, EnvView } from "@signalbox/domain/env/schema"
import { BASE, EMPTY_DRAFT, textOf } from "./draft.ts"
import { draftText } from "./effective.ts"
import { sharedKeys, shareKeys } from "./share-keys.ts"

const MASK = "••••••••••••"

function envOf(base: string, ...overrides: string[]): EnvView {
  const document = (serverId: string | null, text: string) =>
    ({ serverId, revision: 1, text, blame: {} }) as EnvDocumentView
  const servers = overrides.map(
    (text, at) => ({ serverId: `s${at}`, overrides: document(`s${at}`, text) }) as EnvServerView,
  )
  return { base: document(null, base), servers, equality: {}, secretKeys: [] } as unknown as EnvView
}

const one = `# Redis\nURL=redis://203.0.113.5/0\nPOOL=10\n\n# This server\nACCOUNT=a\nTOKEN=${MASK}\n`
const two = `# Redis\nURL=redis://203.0.113.5/0\nPOOL=10\n\n# This server\nACCOUNT=b\nTOKEN=${MASK}\n`

test("keys that all servers write alike are shared; what differs and what dots hide is not", () => {
  assert.deepEqual(sharedKeys(envOf("", one, two), EMPTY_DRAFT), ["URL", "POOL"])
  assert.deepEqual(sharedKeys(envOf("URL=x\n", one, two), EMPTY_DRAFT), ["POOL"])
  assert.deepEqual(sharedKeys(envOf("", one), EMPTY_DRAFT), [])
})

test("moving them takes their comments along and leaves what each server gets as it was", () => {
  const env = envOf("", one, two)
  const draft = shareKeys(env, EMPTY_DRAFT, ["URL", "POOL"])
  assert.equal(textOf(env, draft, BASE), "# Redis\nURL=redis://203.0.113.5/0\nPOOL=10\n")
  assert.equal(textOf(env, draft, "s1"), `\n# This server\nACCOUNT=b\nTOKEN=${MASK}\n`)
  assert.equal(draftText(env, draft, "s0"), one)
})

test("a comment over keys of which only some move stays with those that stay", () => {
  const text = (account: string) => `# All\nA=1\nACCOUNT=${account}\n`
  const env = envOf("", text("a"), text("b"))
  const draft = shareKeys(env, EMPTY_DRAFT, ["A"])
  assert.deepEqual([textOf(env, draft, BASE), textOf(env, draft, "s0")], ["A=1\n", "# All\nACCOUNT=a\n"])
})
