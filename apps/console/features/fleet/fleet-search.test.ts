import assert from "node:assert/strict"
import { test } from "node:test"
import type { FleetSummaryView } from "@signalbox/domain/servers/schema"
import { ListServersInput } from "@signalbox/domain/servers/schema"
import { readFleetSearch } from "./fleet-search.ts"

const summary = {
  labelKeys: [
    { key: "env", values: [] },
    { key: "provider", values: [] },
  ],
} as unknown as FleetSummaryView

test("a URL with every filter becomes an input that the API takes", () => {
  const url =
    "q=dl&status=offline&mark=drifted&service=0198c3a0-0000-7000-8000-000000000000&l.provider=aws&sort=cpu&dir=desc"
  const { input, group } = readFleetSearch(new URLSearchParams(url), summary)
  assert.equal(ListServersInput.parse(input).labels?.["provider"], "aws")
  assert.equal(input.sort, "cpu")
  assert.equal(group, "env")
})

test("words that nobody offers are ignored, so that an old link still opens", () => {
  const { input } = readFleetSearch(new URLSearchParams("status=happy&sort=colour&mark=x"), summary)
  assert.deepEqual(input, { limit: 100 })
})

test("grouping can be turned off, and falls back where the label is gone", () => {
  assert.equal(readFleetSearch(new URLSearchParams("group=none"), summary).group, undefined)
  assert.equal(readFleetSearch(new URLSearchParams("group=role"), summary).group, "env")
})
