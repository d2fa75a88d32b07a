import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { redisEndpointsOf } from "./redis-endpoints.ts"

const found = (text: string) => redisEndpointsOf(text).map(({ key, host, port, db }) => `${key} ${host} ${port} ${db}`)

test("a Redis is found by its URL and by the keys of its parts", () => {
  const text = `REDIS_URL=redis://:p%40ss@203.0.113.5:6380/2
CELERY_BROKER_URL="rediss://user:secret@Redis.Example.test"
CACHE=redis+socket:///run/redis/redis.sock?virtual_host=3
REDIS_HOST=127.0.0.1
REDIS_PORT=6399
REDIS_DB=2
REDIS_PASSWORD=hunter2
BULL_REDIS_HOST=[2001:db8::1]
CACHE_REDIS_HOSTNAME=cache:7000
REDISHOST=local
REDISPORT=1
`
  assert.deepEqual(found(text), [
    "REDIS_URL 203.0.113.5 6380 2",
    "CELERY_BROKER_URL redis.example.test 6379 0",
    "CACHE /run/redis/redis.sock 0 3",
    "REDIS_HOST 127.0.0.1 6399 2",
    "BULL_REDIS_HOST 2001:db8::1 6379 0",
    "CACHE_REDIS_HOSTNAME cache 7000 0",
    "REDISHOST local 1 0",
  ])
})

test("what is no Redis is none", () => {
  assert.deepEqual(
    found("DB_HOST=127.0.0.1\nURL=https://redis.example\nREDIS_HOST=\nREDIS_URL=redis://\nBROKER=amqp://h\n"),
    [],
  )
})

test("no text makes it fail, and no password is in what it finds", () => {
  const line = fc.tuple(fc.constantFrom("REDIS_URL", "REDIS_HOST", "REDIS_PORT", "X"), fc.string())
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      redisEndpointsOf(lines.map(([key, value]) => `${key}=${value}`).join("\n"))
    }),
  )
  assert.doesNotMatch(
    JSON.stringify(redisEndpointsOf("A=redis://u:hunter2@h/0\nB=unix://:hunter2@/run/r.sock")),
    /hunter2/,
  )
})
