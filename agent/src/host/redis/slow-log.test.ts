import assert from "node:assert/strict"
import { test } from "node:test"
import { SlowEntry } from "@signalbox/protocol/redis"
import { answeringServer } from "../../testing/answering-server.ts"
import { openRedis } from "./connection.ts"
import { readLatencyEvents, readSlowLog } from "./slow-log.ts"

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`
const array = (...items: string[]) => `*${items.length}\r\n${items.join("")}`
const entry = (id: number, ...args: string[]) =>
  array(
    `:${id}\r\n`,
    ":1795000000\r\n",
    ":12345\r\n",
    array(...args.map(bulk)),
    bulk("203.0.113.9:4711"),
    bulk("worker"),
  )

test("a slow command is told by its name and the pattern of its key, and none of its values", async (t) => {
  const entries = array(
    entry(6, "set", "session:anna", "hunter2"),
    entry(5, "HSET", "profile:42", "password", "hunter2"),
    entry(4, "EVALSHA", "0123456789abcdef", "1", "bull:mail:wait", "hunter2"),
    entry(3, "PUBLISH", "channel", "hunter2"),
    entry(2, "hunter2 hunter2", "hunter2"),
    entry(1, "unacked"),
  )
  const port = await answeringServer(t, (socket, asked) =>
    socket.write(asked.includes("SLOWLOG") ? entries : "+OK\r\n"),
  )
  const redis = await openRedis({ host: "127.0.0.1", port, username: "", password: "", isTls: false, db: 0 }, 1_000)
  t.after(redis.close)
  const seen = await readSlowLog(redis)
  assert.deepEqual(
    seen.map(({ command, keyPattern }) => `${command} ${keyPattern}`),
    ["SET session:*", "HSET profile:*", "EVALSHA bull:mail:wait", "PUBLISH null", "? null", "UNACKED null"],
  )
  assert.doesNotMatch(JSON.stringify(seen), /hunter2|anna|4711/)
  for (const each of seen) SlowEntry.parse(each)
  assert.deepEqual([seen[0]?.at, seen[0]?.tookMicros, seen[0]?.address], [1_795_000_000_000, 12_345, "203.0.113.9"])
})

test("latency events come with their history", async (t) => {
  const port = await answeringServer(t, (socket, asked) => {
    if (asked.includes("LATEST"))
      return socket.write(array(array(bulk("command"), ":1795000000\r\n", ":7\r\n", ":90\r\n")))
    if (asked.includes("HISTORY"))
      return socket.write(array(array(":1794999990\r\n", ":90\r\n"), array(":1795000000\r\n", ":7\r\n")))
    return socket.write("+OK\r\n")
  })
  const redis = await openRedis({ host: "127.0.0.1", port, username: "", password: "", isTls: false, db: 0 }, 1_000)
  t.after(redis.close)
  assert.deepEqual(await readLatencyEvents(redis), [
    {
      name: "command",
      at: 1_795_000_000_000,
      latestMs: 7,
      maxMs: 90,
      history: [
        { at: 1_794_999_990_000, ms: 90 },
        { at: 1_795_000_000_000, ms: 7 },
      ],
    },
  ])
})
