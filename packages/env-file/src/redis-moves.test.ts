import assert from "node:assert/strict"
import test from "node:test"
import { redisEndpointsOf } from "./redis-endpoints.ts"
import { redisMoves } from "./redis-moves.ts"

const local = { host: "127.0.0.1", port: 6379, user: null, password: null }

test("a URL keeps its database and loses the password of the Redis that it leaves", () => {
  const text = "CELERY_RESULT_BACKEND=redis://:s3cret-of-the-shared@198.51.100.90:6380/1?timeout=5\n"
  assert.deepEqual(redisMoves(text, { key: "CELERY_RESULT_BACKEND", to: local }), [
    { key: "CELERY_RESULT_BACKEND", value: "redis://127.0.0.1:6379/1?timeout=5" },
  ])
})

test("a URL with TLS loses it on the way to the own machine, and takes the password of where it goes", () => {
  const to = { ...local, user: "ytdl", password: "abcdefghij.KLMNOP" }
  assert.deepEqual(redisMoves("REDIS_URL=rediss://u:p@far:6379/0\n", { key: "REDIS_URL", to }), [
    { key: "REDIS_URL", value: "redis://ytdl:abcdefghij.KLMNOP@127.0.0.1:6379/0" },
  ])
})

test("of a group of keys those that exist are set, and none is made that is not needed", () => {
  const text = "REDIS_HOST=198.51.100.90\nREDIS_PASSWORD=secret\nREDIS_DB=2\n"
  assert.deepEqual(redisMoves(text, { key: "REDIS_HOST", to: local }), [
    { key: "REDIS_HOST", value: "127.0.0.1" },
    { key: "REDIS_PASSWORD", value: "" },
  ])
  const elsewhere = redisMoves(text, { key: "REDIS_HOST", to: { ...local, port: 6390 } })
  assert.ok(elsewhere.some(({ key, value }) => key === "REDIS_PORT" && value === "6390"))
})

test("what names that Redis already needs nothing, and a key that names none gives nothing", () => {
  assert.deepEqual(redisMoves("REDIS_URL=redis://127.0.0.1:6379/0\n", { key: "REDIS_URL", to: local }), [])
  assert.deepEqual(redisMoves("APP_PORT=3001\n", { key: "APP_PORT", to: local }), [])
  assert.deepEqual(redisMoves("REDIS_URL=redis://far/0\n", { key: "CACHE_URL", to: local }), [])
})

test("moved text names the destination, whatever form it had", () => {
  for (const [key, text] of [
    ["REDIS_URL", "REDIS_URL=redis://:pw@far:1/3\n"],
    ["CACHE_REDIS_HOST", "CACHE_REDIS_HOST=far:6399\n"],
    ["REDIS_HOST", "REDIS_HOST=far\nREDIS_PORT=6399\n"],
  ] as const) {
    const moved = redisMoves(text, { key, to: local }).map((each) => `${each.key}=${each.value}\n`)
    const [endpoint] = redisEndpointsOf(`${text}${moved.join("")}`)
    assert.deepEqual([endpoint?.host, endpoint?.port], ["127.0.0.1", 6379], key)
  }
})
