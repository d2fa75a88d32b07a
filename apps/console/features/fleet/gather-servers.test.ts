import assert from "node:assert/strict"
import { test } from "node:test"
import type { ServerBriefView } from "@signalbox/domain/servers/schema"
import { GATHERED_MAX, gatherServers } from "./gather-servers.ts"

const server = (at: number): ServerBriefView => ({
  ...{ id: `s${at}`, name: `dl-${at}`, status: "online", labels: {}, lastSeenAt: null, services: [] },
})

/** Pages of a fleet, with the number of the next server as the cursor. */
function fleet(total: number) {
  const asked: unknown[] = []
  const ask = async (input: { limit?: number | undefined; cursor?: string | undefined }) => {
    asked.push(input)
    const from = Number(input.cursor ?? 0)
    const to = Math.min(total, from + (input.limit ?? 0))
    const items = Array.from({ length: to - from }, (_, at) => server(from + at))
    return { items, total, ...(to < total ? { nextCursor: String(to) } : {}) }
  }
  return { ask, asked }
}

test("all that fit are gathered over the pages, each once, under the same filter", async () => {
  const { ask, asked } = fleet(2_400)
  const { servers, total } = await gatherServers(ask, { status: "online" })
  assert.deepEqual([servers.length, total, new Set(servers.map(({ id }) => id)).size], [2_400, 2_400, 2_400])
  assert.deepEqual(asked, [
    { status: "online", limit: 1_000 },
    { status: "online", limit: 1_000, cursor: "1000" },
    { status: "online", limit: 1_000, cursor: "2000" },
  ])
})

test("no more are gathered than one plan can name, and how many there are is told", async () => {
  const { ask, asked } = fleet(7_300)
  const { servers, total } = await gatherServers(ask, {})
  assert.deepEqual([servers.length, total, asked.length], [GATHERED_MAX, 7_300, 5])
})

test("a server that moves to the next page while they are read is counted once", async () => {
  const pages = [
    { items: [server(1), server(2)], total: 3, nextCursor: "more" },
    { items: [server(2), server(3)], total: 3 },
  ]
  const { servers } = await gatherServers(async () => pages.shift() ?? { items: [], total: 0 }, {})
  assert.deepEqual(
    servers.map(({ id }) => id),
    ["s1", "s2", "s3"],
  )
})
