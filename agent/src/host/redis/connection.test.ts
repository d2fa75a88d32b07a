import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { type TestContext, test } from "node:test"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { answeringServer } from "../../testing/answering-server.ts"
import { openRedis, type RedisTarget } from "./connection.ts"
import { RedisFailure } from "./reply.ts"

const target = (port: number, more: Partial<RedisTarget> = {}): RedisTarget => ({
  host: "127.0.0.1",
  port,
  username: "",
  password: "",
  isTls: false,
  db: 0,
  ...more,
})

/** What the server says to the first question after the greeting. */
async function answersTo(t: TestContext, says: string) {
  const port = await answeringServer(t, (socket, asked) => socket.write(asked.includes("SETNAME") ? "+OK\r\n" : says))
  const redis = await openRedis(target(port), 500)
  t.after(redis.close)
  return redis
}

const kindOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "answered",
    (error: RedisFailure) => error.kind,
  )

test("the log-in, the database and our name go out at once, and nothing else before the first question", async (t) => {
  const asked: string[] = []
  const port = await answeringServer(t, (socket, text) => {
    asked.push(text)
    socket.write("+OK\r\n".repeat(text.match(/\*\d/g)?.length ?? 0))
  })
  const redis = await openRedis(target(port, { username: "reader", password: "pässword", db: 2 }), 500)
  t.after(redis.close)
  assert.equal(
    Buffer.from(asked.join(""), "latin1").toString(),
    "*3\r\n$4\r\nAUTH\r\n$6\r\nreader\r\n$9\r\npässword\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n2\r\n" +
      "*3\r\n$6\r\nCLIENT\r\n$7\r\nSETNAME\r\n$15\r\nsignalbox-agent\r\n",
  )
})

test("an answer may arrive in any pieces", async (t) => {
  const said = "*4\r\n$5\r\na\r\nb\0\r\n:7\r\n*2\r\n$-1\r\n*0\r\n-NOPERM no\r\n+next\r\n"
  const port = await answeringServer(t, (socket, asked) => {
    if (asked.includes("SETNAME")) return socket.write("+OK\r\n")
    const pieces = [...said]
    const drip = () => (pieces.length > 0 ? socket.write(pieces.shift() ?? "", () => setImmediate(drip)) : undefined)
    drip()
  })
  const redis = await openRedis(target(port), 2_000)
  t.after(redis.close)
  const [array, next] = await redis.askAll([["A"], ["B"]])
  assert.deepEqual(array, [Buffer.from("a\r\nb\0"), 7, [null, []], new RedisFailure("NOPERM")])
  assert.equal(next, "next")
})

test("a refused log-in tells its kind and never what was sent", async (t) => {
  const port = await answeringServer(t, (socket) => socket.write("-WRONGPASS invalid hunter2-hunter2\r\n+OK\r\n"))
  const error = await openRedis(target(port, { password: "hunter2-hunter2" }), 500).catch((caught: unknown) => caught)
  assert.ok(error instanceof RedisFailure)
  assert.equal(error.kind, "WRONGPASS")
  assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /hunter2/)
})

test("silence ends in time: of a server that accepts and says nothing, and of one that stops answering", async (t) => {
  const mute = await answeringServer(t, () => {})
  assert.equal(await kindOf(openRedis(target(mute), 100)), "timed-out")
  const redis = await answersTo(t, "$10\r\nhalf")
  assert.equal(await kindOf(redis.ask("PING")), "timed-out")
  assert.equal(await kindOf(redis.ask("PING")), "timed-out", "an answer that comes late is nobody's")
})

test("a closed port is told by the system's word", async (t) => {
  const port = await answeringServer(t, () => {})
  assert.equal(await kindOf(openRedis(target(port, { host: "127.0.0.2" }), 500)), "ECONNREFUSED")
})

test("what is not Redis, or answers what was not asked, is left at once", async (t) => {
  for (const says of ["HTTP/1.1 400 Bad Request\r\n\r\n", "*x\r\n", "$-\r\n", `${"*1\r\n".repeat(50)}`]) {
    assert.equal(await kindOf((await answersTo(t, says)).ask("PING")), "not-redis", JSON.stringify(says))
  }
  const redis = await answersTo(t, "+PONG\r\n+PONG\r\n")
  assert.equal(await redis.ask("PING"), "PONG")
  assert.equal(await kindOf(redis.ask("PING")), "not-redis")
})

test("a length that is announced and not sent costs nothing, one beyond the bounds ends the connection", async (t) => {
  for (const says of ["*33554000\r\n".repeat(7), "$999999999\r\n", "*200001\r\n"]) {
    assert.equal(await kindOf((await answersTo(t, says)).ask("PING")), "too-large", says.slice(0, 20))
  }
  const drip = "*200000\r\n".repeat(7)
  assert.equal(await kindOf((await answersTo(t, drip)).ask("PING")), "timed-out")
})

test("an endless answer is cut off while the agent keeps its memory", async (t) => {
  const port = await answeringServer(t, (socket, asked) => {
    if (asked.includes("SETNAME")) return socket.write("+OK\r\n")
    socket.write("*200000\r\n")
    const pour = () => socket.destroyed || socket.write(`$60000\r\n${"x".repeat(60_000)}\r\n`, () => setImmediate(pour))
    pour()
  })
  const script = `
    import { openRedis } from ${JSON.stringify(fileURLToPath(new URL("connection.ts", import.meta.url)))}
    const redis = await openRedis(${JSON.stringify(target(port))}, 5000)
    const why = await redis.ask("KEYS").catch((error) => error.kind)
    process.stdout.write(why)
    process.exit()`
  const args = ["--max-old-space-size=64", "--input-type=module-typescript", "-e", script]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  assert.equal(stdout, "too-large")
})
