import assert from "node:assert/strict"
import { test } from "node:test"
import type {
  EnvDocumentView,
  EnvServerView,
  EnvVersionView,
  EnvView,
  KeyChangeView,
} from "@signalbox/domain/env/schema"
import { BASE, type Draft, EMPTY_DRAFT, overtaken, saveInput, withText } from "./draft.ts"
import { changedRows, draftText, keyRows } from "./effective.ts"

const MASK = "••••••••••••"
const DIALECTS = ["systemd", "python-dotenv"] as const

function document(serverId: string | null, text: string, revision = 3): EnvDocumentView {
  return { serverId, revision, text, note: "", authorName: "Ana", createdAt: null, blame: {} }
}

function world(given: { base: string; overrides?: string; applied: string; pending?: KeyChangeView[] }) {
  const applied = { number: 13, text: given.applied } as EnvVersionView
  const server: EnvServerView = {
    serverId: "s1",
    serverName: "dl-gra-1",
    serverHue: 1,
    overrides: document("s1", given.overrides ?? ""),
    latest: applied,
    applied,
    pending: given.pending ?? [],
    isDrifted: false,
  }
  const env: EnvView = {
    serviceId: "service",
    serviceName: "backend",
    base: document(null, given.base),
    servers: [server],
    equality: {},
    secretKeys: [],
  }
  const rows = (draft: Draft) => changedRows(keyRows({ env, draft, server, dialects: DIALECTS }))
  return { env, server, rows }
}

test("without a draft the changes are those that were saved and are not applied, hidden ones included", () => {
  const change: KeyChangeView = { key: "API_TOKEN", kind: "changed", before: MASK, after: MASK, isSecret: true }
  const text = `PORT=1\nAPI_TOKEN=${MASK}\n`
  const { rows } = world({ base: text, applied: text, pending: [change] })
  assert.deepEqual(
    rows(EMPTY_DRAFT).map(({ key, kind, isEdited }) => [key, kind, isEdited]),
    [["API_TOKEN", "changed", false]],
  )
})

test("a typed secret is shown as dots and counts as a change, even where dots stood before", () => {
  const text = `PORT=1\nAPI_TOKEN=${MASK}\n`
  const { env, rows } = world({ base: text, applied: text })
  const draft = withText(env, EMPTY_DRAFT, { place: BASE, text: "PORT=1\nAPI_TOKEN=freshly-typed\n" })
  assert.deepEqual(
    rows(draft).map(({ key, kind, before, after }) => [key, kind, before, after]),
    [["API_TOKEN", "changed", MASK, MASK]],
  )
})

test("a mask that is left as it is changes nothing", () => {
  const text = `PORT=1\nAPI_TOKEN=${MASK}\n`
  const { env, rows } = world({ base: text, applied: text })
  const draft = withText(env, EMPTY_DRAFT, { place: BASE, text: `PORT=2\nAPI_TOKEN=${MASK}\n` })
  assert.deepEqual(
    rows(draft).map(({ key, kind, before, after }) => [key, kind, before, after]),
    [["PORT", "changed", "1", "2"]],
  )
})

test("an override that gives way to the base is said to be from the base now", () => {
  const { env, rows } = world({
    base: "URL=redis://127.0.0.1/0\n",
    overrides: "URL=redis://203.0.113.5/0\n",
    applied: "URL=redis://203.0.113.5/0\n",
  })
  const draft = withText(env, EMPTY_DRAFT, { place: "s1", text: "" })
  const [row] = rows(draft)
  assert.deepEqual([row?.kind, row?.from, row?.isNowFromBase], ["changed", "base", true])
})

test("a masked value that now comes from the other document may be another one and counts as changed", () => {
  const { env, rows } = world({
    base: `API_TOKEN=${MASK}\n`,
    overrides: `API_TOKEN=${MASK}\n`,
    applied: `API_TOKEN=${MASK}\n`,
  })
  const draft = withText(env, EMPTY_DRAFT, { place: "s1", text: "" })
  assert.deepEqual(
    rows(draft).map((row) => [row.key, row.kind]),
    [["API_TOKEN", "changed"]],
  )
})

test("going back to what runs is no change, whatever was saved in between", () => {
  const pending: KeyChangeView[] = [{ key: "PORT", kind: "changed", before: "1", after: "2", isSecret: false }]
  const { env, rows } = world({ base: "PORT=2\n", applied: "PORT=1\n", pending })
  const draft = withText(env, EMPTY_DRAFT, { place: BASE, text: "PORT=1\n" })
  assert.deepEqual(rows(draft), [])
})

test("a server without a base gets its overrides with their comments and blanks, as from the server", () => {
  const { env } = world({ base: "", overrides: "# top\n\nA=1\n", applied: "" })
  assert.equal(draftText(env, EMPTY_DRAFT, "s1"), "# top\n\nA=1\n")
})

test("a text that is back where it began is no edit, and what is saved names what it was edited from", () => {
  const { env } = world({ base: "A=1\n", applied: "A=1\n" })
  const draft = withText(env, EMPTY_DRAFT, { place: BASE, text: "A=2\n" })
  assert.deepEqual(saveInput("service", draft, "why"), {
    serviceId: "service",
    base: { text: "A=2\n", editedFrom: 3 },
    overrides: [],
    note: "why",
  })
  assert.equal(withText(env, draft, { place: BASE, text: "A=1\n" }).size, 0)
  const moved = { ...env, base: { ...env.base, revision: 4 } }
  assert.deepEqual(overtaken(moved, draft), [BASE])
})
