import assert from "node:assert/strict"
import { test } from "node:test"
import { planHref } from "./plan-href.ts"
import { readWanted } from "./plan-search.ts"

const servers = (many: number) =>
  Array.from({ length: many }, (_, at) => ({ serverId: `0190a000-0000-7000-8000-${String(at).padStart(12, "0")}` }))

test("the servers of a plan stand in its URL, with the versions that were asked for", () => {
  assert.equal(
    planHref("s", [{ serverId: "a" }, { serverId: "b", number: 4 }]),
    "/rollouts/new?service=s&servers=a,b:4",
  )
})

test("servers by the hundred stand in the fragment: a request line of any plan passes every proxy", () => {
  const href = planHref("s", servers(1_000))
  const { pathname, search, hash } = new URL(href, "https://signalbox.example")
  assert.ok(`${pathname}${search}`.length < 4_000)
  assert.deepEqual(readWanted(new URLSearchParams(hash.slice(1))), servers(1_000))
})
