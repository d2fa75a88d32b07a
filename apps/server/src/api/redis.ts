import { hybridReport } from "@signalbox/domain/conversions/hybrid-report"
import { HybridReportInput } from "@signalbox/domain/conversions/schema"
import { addSharedRedis } from "@signalbox/domain/redis/add-shared-redis"
import { getRedis } from "@signalbox/domain/redis/get-redis"
import { listRedis } from "@signalbox/domain/redis/list-redis"
import { redisClients } from "@signalbox/domain/redis/redis-clients"
import { redisInfo } from "@signalbox/domain/redis/redis-info"
import { redisLatency } from "@signalbox/domain/redis/redis-latency"
import { redisLint } from "@signalbox/domain/redis/redis-lint"
import { redisQueues } from "@signalbox/domain/redis/redis-queues"
import { redisSlowLog } from "@signalbox/domain/redis/redis-slow-log"
import { redisTopology } from "@signalbox/domain/redis/redis-topology"
import { removeSharedRedis } from "@signalbox/domain/redis/remove-shared-redis"
import {
  AddSharedRedisInput,
  ListRedisInput,
  RedisInstanceIdInput,
  RedisLatencyInput,
  RedisLintInput,
  RedisQueuesInput,
  RedisTopologyInput,
} from "@signalbox/domain/redis/schema"
import { redisPolicyProcedures } from "./redis-policies.ts"
import { createRouter, procedure, procedureOn } from "./trpc.ts"

const onInstance = procedureOn("redisInstance")

export const redisRouter = createRouter({
  ...redisPolicyProcedures,
  list: procedure.input(ListRedisInput).query(({ ctx, input }) => listRedis(ctx, input)),
  get: onInstance.input(RedisInstanceIdInput).query(({ ctx, input }) => getRedis(ctx, input)),
  queues: procedure.input(RedisQueuesInput).query(({ ctx, input }) => redisQueues(ctx, input)),
  clients: onInstance.input(RedisInstanceIdInput).query(({ ctx, input }) => redisClients(ctx, input)),
  latency: onInstance.input(RedisLatencyInput).query(({ ctx, input }) => redisLatency(ctx, input)),
  slowlog: onInstance.input(RedisInstanceIdInput).query(({ ctx, input }) => redisSlowLog(ctx, input)),
  lint: procedure.input(RedisLintInput).query(({ ctx, input }) => redisLint(ctx, input)),
  topology: procedure.input(RedisTopologyInput).query(({ ctx, input }) => redisTopology(ctx, input)),
  info: onInstance.input(RedisInstanceIdInput).query(({ ctx, input }) => redisInfo(ctx, input)),
  addShared: procedure.input(AddSharedRedisInput).mutation(({ ctx, input }) => addSharedRedis(ctx, input)),
  removeShared: onInstance.input(RedisInstanceIdInput).mutation(({ ctx, input }) => removeSharedRedis(ctx, input)),
  hybridReport: procedureOn("conversion")
    .input(HybridReportInput)
    .query(({ ctx, input }) => hybridReport(ctx, input)),
})
