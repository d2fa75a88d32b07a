// What is ours to set of a Redis. Spread into the `redis` router.
import { createRedisPolicy } from "@signalbox/domain/redis-policies/create-redis-policy"
import { getRedisPolicy } from "@signalbox/domain/redis-policies/get-redis-policy"
import { installRedis, removeRedis } from "@signalbox/domain/redis-policies/install-redis"
import { listRedisPolicies } from "@signalbox/domain/redis-policies/list-redis-policies"
import { finishRedisRotation, rotateRedisPassword } from "@signalbox/domain/redis-policies/rotate-redis-password"
import {
  CreateRedisPolicyInput,
  ListRedisPoliciesInput,
  RedisOnServersInput,
  RedisPolicyIdInput,
  SetRedisPolicyInput,
} from "@signalbox/domain/redis-policies/schema"
import { setRedisPolicy } from "@signalbox/domain/redis-policies/set-redis-policy"
import { procedure, procedureOn } from "./trpc.ts"

const onService = procedureOn("service")

export const redisPolicyProcedures = {
  policies: procedure.input(ListRedisPoliciesInput).query(({ ctx, input }) => listRedisPolicies(ctx, input)),
  policy: onService.input(RedisPolicyIdInput).query(({ ctx, input }) => getRedisPolicy(ctx, input)),
  createPolicy: procedure.input(CreateRedisPolicyInput).mutation(({ ctx, input }) => createRedisPolicy(ctx, input)),
  setPolicy: onService.input(SetRedisPolicyInput).mutation(({ ctx, input }) => setRedisPolicy(ctx, input)),
  install: onService.input(RedisOnServersInput).mutation(({ ctx, input }) => installRedis(ctx, input)),
  remove: onService.input(RedisOnServersInput).mutation(({ ctx, input }) => removeRedis(ctx, input)),
  rotatePassword: onService.input(RedisOnServersInput).mutation(({ ctx, input }) => rotateRedisPassword(ctx, input)),
  finishRotation: onService.input(RedisOnServersInput).mutation(({ ctx, input }) => finishRedisRotation(ctx, input)),
}
