import assert from "node:assert/strict"
import { createServer } from "node:net"
import { type TestContext, test } from "node:test"
import { RedisObserved } from "@signalbox/protocol/redis"
import { RedisInfoReply } from "@signalbox/protocol/redis-info"
import { answeringRedis, answerOf, bulk, OK } from "../testing/answering-redis.ts"
import { answeringServer } from "../testing/answering-server.ts"
import { type InstanceWatch, watchInstance } from "./watch-instance.ts"

const SECRET = "hunter2-very-secret"
const target = (port: number, password = "") => ({
  ...{ host: "127.0.0.1", port, username: "", password, isTls: false, db: 0 },
})

type Watched = { watch: InstanceWatch; walked: Promise<void> }

function watchAt(t: TestContext, targets: ReturnType<typeof target>[], isOptional = false): Watched {
  const { promise: walked, resolve: onWalked } = Promise.withResolvers<void>()
  const name = `127.0.0.1:${targets[0]?.port}`
  const watch = watchInstance(
    { name, targets, isLocal: true, isOptional },
    { now: Date.now, walkEveryMs: 3_600_000, takeTurn: (work) => work(), onWalked },
  )
  t.after(watch.close)
  return { watch, walked }
}

async function lookAt(t: TestContext, answer: (words: string[]) => string, password = ""): Promise<RedisObserved> {
  const { port } = await answeringRedis(t, answer)
  return RedisObserved.parse(await watchAt(t, [target(port, password)]).watch.look())
}

const unless = (name: string, said: string) => (words: string[]) => (words[0] === name ? said : answerOf(words))

test("an instance that answers is up; what only a walk tells comes with the look after it", async (t) => {
  const { port } = await answeringRedis(t)
  const { watch, walked } = watchAt(t, [target(port)])
  const first = RedisObserved.parse(await watch.look())
  assert.deepEqual([first.state, first.fault, first.facts?.version], ["up", null, "7.2.4"])
  assert.deepEqual([first.settings, first.keyspacesAt], [null, null])
  await walked
  const second = RedisObserved.parse(await watch.look())
  assert.notEqual(second.settings, null)
  assert.notEqual(second.keyspacesAt, null)
})

for (const [said, state, fault] of [
  ["-NOAUTH Authentication required.\r\n", "refused", /wants a password/],
  ["-NOPERM this user has no permissions\r\n", "refused", /may not ask for INFO/],
  ["-DENIED Redis is running in protected mode\r\n", "refused", /protected mode/],
  ["-LOADING Redis is loading the dataset in memory\r\n", "loading", /loading its data/],
  ["-BUSY Redis is busy running a script.\r\n", "down", /busy with a script/],
  ["HTTP/1.1 400 Bad Request\r\n\r\n", "down", /is no Redis/],
] as const) {
  test(`an INFO that is answered with ${said.split(" ")[0]} is ${state}`, async (t) => {
    const seen = await lookAt(t, unless("INFO", said))
    assert.equal(seen.state, state)
    assert.match(seen.fault ?? "", fault)
    assert.deepEqual([seen.facts, seen.clients, seen.settings], [null, null, null])
  })
}

test("an instance that loads its data tells its facts and is asked for nothing else", async (t) => {
  const asked: string[] = []
  const seen = await lookAt(t, (words) => {
    asked.push(words.slice(0, 2).join(" "))
    return words[0] === "INFO" ? bulk("redis_version:7.2.4\r\nconnected_clients:1\r\nloading:1\r\n") : answerOf(words)
  })
  assert.deepEqual([seen.state, seen.facts?.version], ["loading", "7.2.4"])
  assert.ok(!asked.includes("CLIENT LIST"))
})

test("where nothing listens is down, and an optional instance is not told until it was there", async (t) => {
  const gone = createServer()
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve))
  const { port } = gone.address() as { port: number }
  await new Promise((resolve) => gone.close(resolve))
  const seen = await watchAt(t, [target(port)]).watch.look()
  assert.deepEqual([seen?.state, seen?.fault], ["down", "Nothing listens there."])
  assert.equal(await watchAt(t, [target(port)], true).watch.look(), undefined)
})

for (const said of [`-WRONGPASS no ${SECRET}\r\n`, `-${SECRET} is wrong\r\n`, `-ERR ${SECRET}\r\n`]) {
  test(`a server that repeats the password gets it into no fault, message or problem: ${said.split(" ")[0]}`, async (t) => {
    const { port } = await answeringRedis(t, unless("AUTH", said))
    const { watch } = watchAt(t, [target(port, SECRET)])
    const seen = RedisObserved.parse(await watch.look())
    assert.equal(seen.state, "refused")
    assert.ok(!JSON.stringify(seen).includes(SECRET))
    await assert.rejects(watch.info(), (error: Error & { code?: string }) => {
      assert.equal(error.code, "no-answer")
      return !error.message.includes(SECRET)
    })
  })
}

test("where env files differ, the way in that works is taken, and kept", async (t) => {
  const auths: string[] = []
  const { port } = await answeringRedis(t, (words) => {
    if (words[0] !== "AUTH") return answerOf(words)
    auths.push(words[1] ?? "")
    return words[1] === "right" ? OK : "-WRONGPASS invalid\r\n"
  })
  const { watch, walked } = watchAt(t, [target(port, "wrong"), target(port, "right")])
  assert.equal((await watch.look())?.state, "up")
  await walked
  assert.equal((await watch.look())?.state, "up")
  assert.equal(auths.filter((password) => password === "wrong").length, 1)
})

test("looks share one connection; one that ended meanwhile is made anew in the same look", async (t) => {
  const { port, connections, endAll } = await answeringRedis(t)
  const { watch, walked } = watchAt(t, [target(port)])
  await watch.look()
  await walked
  const made = connections()
  await watch.look()
  assert.equal(connections(), made)
  endAll()
  assert.equal((await watch.look())?.state, "up")
})

test("PINGs that could not be told are in the next window, once", async (t) => {
  const pinged = Promise.withResolvers<void>()
  const { port } = await answeringRedis(t, (words) => {
    if (words[0] === "PING") setImmediate(pinged.resolve)
    return answerOf(words)
  })
  const { watch } = watchAt(t, [target(port)])
  await watch.look()
  await pinged.promise
  let told = await watch.look()
  while ((told?.ping?.roundTrips.count ?? 0) === 0) told = await watch.look()
  assert.ok(told?.ping)
  watch.keepPing(told.ping)
  const next = await watch.look()
  assert.ok((next?.ping?.roundTrips.count ?? 0) >= told.ping.roundTrips.count)
  assert.equal(next?.ping?.from, told.ping.from)
  assert.ok(((await watch.look())?.ping?.from ?? 0) > told.ping.from)
})

test("a refused instance is not PINGed: each PING would log in again", async (t) => {
  let pings = 0
  const { port } = await answeringRedis(t, (words) => {
    if (words[0] === "PING") pings += 1
    return words[0] === "AUTH" ? "-WRONGPASS\r\n" : answerOf(words)
  })
  const { watch } = watchAt(t, [target(port, "wrong")])
  assert.equal((await watch.look())?.ping, null)
  assert.equal((await watch.look())?.ping, null)
  assert.equal(pings, 0)
})

test("INFO is given by section and field, as it is printed", async (t) => {
  const { port } = await answeringRedis(t)
  const { watch } = watchAt(t, [target(port)])
  const { sections } = RedisInfoReply.parse(await watch.info())
  assert.deepEqual(sections, [
    { name: "Server", fields: [{ name: "redis_version", value: "7.2.4" }] },
    { name: "Clients", fields: [{ name: "connected_clients", value: "1" }] },
  ])
})

test("what never answers is down in a few seconds, and a second look meanwhile is none", async (t) => {
  const port = await answeringServer(t, () => {})
  const { watch } = watchAt(t, [target(port)])
  const first = watch.look()
  assert.equal(await watch.look(), undefined)
  assert.equal((await first)?.fault, "It did not answer in time.")
})
