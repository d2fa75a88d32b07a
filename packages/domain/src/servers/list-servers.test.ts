import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { after, before, test } from "node:test"
import { createTestDatabase, type TestDatabase } from "@signalbox/prisma/testing"
import { briefServers } from "./brief-servers.ts"
import { listServers } from "./list-servers.ts"
import { BriefServersInput, ListServersInput } from "./schema.ts"
import { summariseFleet } from "./summarise-fleet.ts"

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
  for (const [index, name] of ["dl-b", "dl-a", "Web", "dl-c"].entries()) {
    const cpu = [0.5, 0.05, null, 0.9][index]
    await database.db.server.create({
      data: {
        id: randomUUID(),
        name,
        hue: 1,
        publicKey: new Uint8Array(),
        address: `198.51.100.${index}`,
        sessionReplica: name === "dl-a" ? "here" : null,
        revokedAt: name === "Web" ? new Date() : null,
        ...(cpu != null && { vitals: { at: 1, cpu, memory: 0, memoryUsedBytes: 0, disk: 0, load1: 0 } }),
        labels: { create: [{ key: "provider", value: name === "dl-b" ? "aws" : "hetzner" }] },
      },
    })
  }
})
after(() => database.close())

const list = (input: Record<string, unknown>) => listServers(database, ListServersInput.parse(input))
const names = async (input: Record<string, unknown>) => (await list(input)).items.map((row) => row.name)

test("a page and the next hold every server once, in order, for each way of sorting", async () => {
  for (const sort of ListServersInput.shape.sort.unwrap().options) {
    for (const direction of ["asc", "desc"]) {
      const whole = await names({ sort, direction })
      assert.equal(whole.length, 4)
      const seen: string[] = []
      for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
        const page = await list({ sort, direction, limit: 1, ...(cursor && { cursor }) })
        assert.equal(page.total, 4)
        seen.push(...page.items.map((row) => row.name))
        cursor = page.nextCursor
      }
      assert.deepEqual(seen, whole, `${sort} ${direction}`)
    }
  }
  assert.deepEqual(await names({ sort: "cpu", direction: "desc" }), ["dl-c", "dl-b", "dl-a", "Web"])
})

test("filters narrow by text, status and labels", async () => {
  assert.deepEqual(await names({ text: "DL-" }), ["dl-a", "dl-b", "dl-c"])
  assert.deepEqual(await names({ text: "provider=aws" }), ["dl-b"])
  assert.deepEqual(await names({ text: "100%_" }), [])
  assert.deepEqual(await names({ status: "online" }), ["dl-a"])
  assert.deepEqual(await names({ status: "revoked" }), ["Web"])
  assert.deepEqual(await names({ labels: { provider: "hetzner" }, status: "offline" }), ["dl-c"])
  assert.deepEqual(await names({ mark: "drifted" }), [])
})

test("briefly told, the same servers come in the same order, page after page", async () => {
  for (const filter of [{}, { text: "dl-", sort: "cpu", direction: "desc" }, { labels: { provider: "hetzner" } }]) {
    const whole = await list(filter)
    const first = await briefServers(database, BriefServersInput.parse({ ...filter, limit: 2 }))
    const { nextCursor: cursor } = first
    const rest = cursor ? await briefServers(database, BriefServersInput.parse({ ...filter, cursor })) : { items: [] }
    assert.deepEqual(
      [...first.items, ...rest.items],
      whole.items.map(({ id, name, status, labels, lastSeenAt, services }) => ({
        ...{ id, name, status, labels, lastSeenAt, services },
      })),
    )
    assert.equal(first.total, whole.total)
  }
})

test("briefly told, a thousand servers come at once, and no more", () => {
  assert.ok(BriefServersInput.safeParse({ limit: 1_000 }).success)
  assert.ok(!BriefServersInput.safeParse({ limit: 1_001 }).success)
})

test("a cursor of another list is refused", async () => {
  await assert.rejects(list({ cursor: "nonsense" }), { code: "invalid-input" })
})

test("the summary counts the whole fleet", async () => {
  const summary = await summariseFleet(database)
  assert.deepEqual(summary, {
    total: 4,
    online: 1,
    offline: 2,
    revoked: 1,
    drifted: 0,
    behind: 0,
    labelKeys: [
      {
        key: "provider",
        values: [
          { value: "aws", servers: 1 },
          { value: "hetzner", servers: 3 },
        ],
      },
    ],
  })
})
