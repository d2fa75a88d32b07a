import type { RedisConnection } from "../../agent/src/host/redis/connection.ts"

const PIECE = 20_000
const QUEUES = 20

/** Of ten keys three are jobs of Bull, two results of Celery, three sessions, two of a cache. */
const MIXED = `
local data = string.rep('x', 200)
for i = ARGV[1], ARGV[2] do
  local kind, hex = i % 10, redis.sha1hex(i)
  if kind < 3 then redis.call('HSET', 'bull:queue-' .. (i % ${QUEUES}) .. ':' .. i, 'name', 'send', 'data', data, 'timestamp', 1700000000000 + i)
  elseif kind < 5 then redis.call('SET', 'celery-task-meta-' .. hex, data, 'EX', 86400)
  elseif kind < 8 then redis.call('SET', 'session:' .. hex, data, 'EX', 86400)
  else redis.call('SET', 'cache:page:' .. i, data, 'EX', 86400) end
end`

/** Queues of both kinds, with much waiting and much taken; and a hash and a sorted set that take a while to read. */
const QUEUES_AND_BIG = `
for q = 0, ${QUEUES - 1} do
  local base = 'bull:queue-' .. q
  redis.call('SET', base .. ':id', ARGV[1])
  redis.call('HSET', base .. ':meta', 'version', 'bullmq:5.0.0', 'opts.maxLenEvents', 10000)
  for i = 1, 2000 do
    redis.call('LPUSH', base .. ':wait', i * 10)
    redis.call('ZADD', base .. ':completed', i, i * 10 + 1)
  end
end
redis.call('SADD', '_kombu.binding.celery', 'celery\\6\\22\\6\\22celery')
local message = string.rep('y', 2500)
for i = 1, 5000 do redis.call('LPUSH', 'celery', string.rep('z', 1000)) end
for i = 1, 200 do
  redis.call('HSET', 'unacked', 'tag-' .. i, message)
  redis.call('ZADD', 'unacked_index', 1700000000 + i, 'tag-' .. i)
end
for i = 1, 100000 do
  redis.call('HSET', 'cache:index', 'field-' .. i, i)
  redis.call('ZADD', 'cache:ranking', i, 'member-' .. i)
end`

/** What a shared instance holds: `keys` of them, and queues. */
export async function fill(redis: RedisConnection, keys: number): Promise<void> {
  for (let from = 1; from <= keys; from += PIECE)
    await redis.ask("EVAL", MIXED, 0, from, Math.min(keys, from + PIECE - 1))
  await redis.ask("EVAL", QUEUES_AND_BIG, 0, keys)
}
