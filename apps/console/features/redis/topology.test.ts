import assert from "node:assert/strict"
import { test } from "node:test"
import type { TopologyServerView } from "@signalbox/domain/redis/schema"
import { isOldServer, readTopologyInput, wrongFirst } from "./topology.ts"

test("the URL alone says which servers are drawn", () => {
  assert.deepEqual(readTopologyInput(new URLSearchParams()), {})
  assert.deepEqual(readTopologyInput(new URLSearchParams("l.env=production&l.zone=a&page=2")), {
    labels: { env: "production", zone: "a" },
  })
  assert.deepEqual(readTopologyInput(new URLSearchParams("server=7")), { serverIds: ["7"] })
})

test("sockets of a server that is away, or that were not looked at of late, are old", () => {
  const now = Date.parse("2026-11-25T10:00:00.000Z")
  const at = (seconds: number) => new Date(now - seconds * 1_000).toISOString()
  assert.equal(isOldServer({ status: "online", asOf: at(5) }, now), false)
  assert.equal(isOldServer({ status: "online", asOf: at(61) }, now), true)
  assert.equal(isOldServer({ status: "online", asOf: null }, now), true)
  assert.equal(isOldServer({ status: "offline", asOf: at(5) }, now), true)
})

test("servers with a wrong socket come first, those without a unit last, the rest by name as people count", () => {
  const server = (serverName: string, verdict: "expected" | "old-process") =>
    ({ serverName, units: [{ connections: [{ verdict }] }] }) as TopologyServerView
  const order = wrongFirst([
    server("dl-10", "expected"),
    server("dl-2", "expected"),
    server("dl-30", "old-process"),
    { serverName: "dl-1", units: [] as TopologyServerView["units"] } as TopologyServerView,
  ]).map(({ serverName }) => serverName)
  assert.deepEqual(order, ["dl-30", "dl-2", "dl-10", "dl-1"])
})
