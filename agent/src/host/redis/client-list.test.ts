import assert from "node:assert/strict"
import { test } from "node:test"
import { ClientGroup, RedisClient } from "@signalbox/protocol/redis"
import fc from "fast-check"
import { groupClients, parseClientList } from "./client-list.ts"

const line = (more: string) =>
  `id=7 addr=203.0.113.9:41234 laddr=203.0.113.5:6379 fd=8 name= age=61 idle=2 flags=N db=2 sub=0 psub=0 multi=-1 cmd=brpop user=default lib-name=redis-py lib-ver=5.0.1 resp=2 ${more}`

test("a client is read with what it is called, where it is, what it does and by what", () => {
  const [client] = parseClientList(`${line("").replace("name=", "name=bull:YQ==").replace("flags=N", "flags=b")}\n`)
  assert.deepEqual(client, {
    id: 7,
    address: "203.0.113.9",
    port: 41_234,
    name: "bull:YQ==",
    db: 2,
    ageSeconds: 61,
    idleSeconds: 2,
    command: "brpop",
    isBlocked: true,
    user: "default",
    library: "redis-py 5.0.1",
  })
})

test("addresses are IPv4, IPv6 in brackets, IPv4 that wears IPv6, and the path of a socket", () => {
  const addresses = ["203.0.113.9:1", "[2001:db8::1]:2", "[::ffff:203.0.113.9]:3", "/run/redis.sock:0"]
  const clients = parseClientList(addresses.map((address) => `id=1 addr=${address} name=`).join("\n"))
  assert.deepEqual(
    clients.map(({ address, port }) => `${address} ${port}`),
    ["203.0.113.9 1", "2001:db8::1 2", "203.0.113.9 3", "/run/redis.sock 0"],
  )
})

test("clients are grouped by address, the most first, with their names counted", () => {
  const text = ["a", "b", "b"].map((name) => line("").replace("name=", `name=${name}`)).join("\n")
  const other = "id=9 addr=203.0.113.4:5 name= age=100 flags=b"
  const [first, second] = groupClients(parseClientList(`${other}\n${text}\n`))
  assert.deepEqual([first?.address, first?.count, first?.blocked], ["203.0.113.9", 3, 0])
  assert.deepEqual(first?.names, [
    { name: "b", count: 2 },
    { name: "a", count: 1 },
  ])
  assert.deepEqual([second?.count, second?.blocked, second?.oldestSeconds, second?.names], [1, 1, 100, []])
})

test("no list makes more of a client than its bounds", () => {
  const word = fc.tuple(
    fc.constantFrom("id", "addr", "name", "age", "db", "cmd", "user"),
    fc.string({ maxLength: 400 }),
  )
  fc.assert(
    fc.property(fc.array(fc.array(word)), (lines) => {
      const text = lines.map((words) => words.map((pair) => pair.join("=")).join(" ")).join("\n")
      const clients = parseClientList(text)
      for (const client of clients) RedisClient.parse(client)
      for (const group of groupClients(clients)) ClientGroup.parse(group)
    }),
  )
  assert.equal(parseClientList("id=1 addr=a:1\n".repeat(5_000)).length, 1_000)
})
