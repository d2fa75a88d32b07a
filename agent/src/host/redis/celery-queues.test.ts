import assert from "node:assert/strict"
import { type TestContext, test } from "node:test"
import { answeringServer } from "../../testing/answering-server.ts"
import { readCelery } from "./celery-queues.ts"
import { openRedis } from "./connection.ts"

const NOW = Date.UTC(2026, 0, 1)
const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`
const list = (items: readonly string[]) => `*${items.length}\r\n${items.join("")}`

/** A Celery broker in which a worker holds these messages; tells how many of them were asked for at once. */
async function brokerHolding(t: TestContext, messages: readonly string[]) {
  const askedAtOnce: number[] = []
  const tags = messages.map((_, index) => `tag-${index}`)
  const answers: Record<string, (words: string[]) => string> = {
    CLIENT: () => "+OK\r\n",
    SSCAN: () => list([bulk("0"), list([bulk("celery\x06\x16\x06\x16celery")])]),
    LLEN: () => ":0\r\n",
    HLEN: () => `:${messages.length}\r\n`,
    ZRANGE: (words) => list((words.includes("WITHSCORES") ? [] : tags).map(bulk)),
    HSTRLEN: ([, , tag]) => `:${messages[tags.indexOf(tag ?? "")]?.length ?? 0}\r\n`,
    HGET: ([, , tag]) => bulk(messages[tags.indexOf(tag ?? "")] ?? ""),
  }
  const port = await answeringServer(t, (socket, asked) => {
    const commands = asked.split(/\*\d+\r\n/).slice(1)
    const words = commands.map((command) => command.split("\r\n").filter((_, index) => index % 2 === 1))
    const got = words.filter(([word]) => word === "HGET").length
    if (got > 0) askedAtOnce.push(got)
    socket.write(words.map((each) => answers[each[0] ?? ""]?.(each) ?? "-ERR unknown command\r\n").join(""))
  })
  const target = { host: "127.0.0.1", port, username: "", password: "", isTls: false, db: 0 }
  const redis = await openRedis(target, 5_000)
  t.after(() => redis.close())
  const facts = await readCelery(redis, { db: 0, keyPrefix: "", exchanges: ["celery"], clients: null, now: NOW })
  return { facts, askedAtOnce }
}

function messageOf(etaMs: number, chars: number): string {
  const headers = { eta: new Date(etaMs).toISOString() }
  return JSON.stringify([{ headers, body: "" }, "", ""]).padEnd(chars)
}

test("held messages are read in pieces, so that no other client waits for all of them, and each that is to come is counted", async (t) => {
  const messages = Array.from({ length: 100 }, (_, index) => messageOf(NOW + (index < 30 ? 60_000 : -60_000), 5_000))
  const { facts, askedAtOnce } = await brokerHolding(t, messages)
  assert.equal(facts?.scheduled, 30)
  assert.equal(
    askedAtOnce.reduce((sum, count) => sum + count, 0),
    100,
  )
  assert.ok(Math.max(...askedAtOnce) * 5_000 <= 64 * 1024, askedAtOnce.join(" "))
})

test("held messages that are much together are not read, and what is scheduled is left unsaid", async (t) => {
  const messages = Array.from({ length: 100 }, () => messageOf(NOW + 60_000, 6_000))
  const { facts, askedAtOnce } = await brokerHolding(t, messages)
  assert.equal(facts?.scheduled, null)
  assert.deepEqual([facts?.unacked, askedAtOnce], [100, []])
})
