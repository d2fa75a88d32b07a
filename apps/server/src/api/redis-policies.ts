import { createRedisPolicy } from "@signalbox/domain/redis-policies/create-policy"
import { getRedisPolicy, listRedisPolicies } from "@signalbox/domain/redis-policies/get-policy"
import { installRedis, removeRedis } from "@signalbox/domain/redis-policies/install-policy"
import { finishRedisRotation, rotateRedisPassword } from "@signalbox/domain/redis-policies/rotate-password"
import {
  CreateRedisPolicyInput,
  RedisOnServersInput,
  RedisPolicyIdInput,
  RotateRedisPasswordInput,
  SetRedisPolicyInput,
} from "@signalbox/domain/redis-policies/schema"
import { setRedisPolicy } from "@signalbox/domain/redis-policies/set-policy"
import { procedure } from "./trpc.ts"

/** What a local Redis shall be; a part of the router `redis`. */
export const redisPolicyProcedures = {
  policies: procedure.query(({ ctx }) => listRedisPolicies(ctx)),
  policy: procedure.input(RedisPolicyIdInput).query(({ ctx, input }) => getRedisPolicy(ctx, input)),
  createPolicy: procedure.input(CreateRedisPolicyInput).mutation(({ ctx, input }) => createRedisPolicy(ctx, input)),
  setPolicy: procedure.input(SetRedisPolicyInput).mutation(({ ctx, input }) => setRedisPolicy(ctx, input)),
  install: procedure.input(RedisOnServersInput).mutation(({ ctx, input }) => installRedis(ctx, input)),
  remove: procedure.input(RedisOnServersInput).mutation(({ ctx, input }) => removeRedis(ctx, input)),
  rotatePassword: procedure
    .input(RotateRedisPasswordInput)
    .mutation(({ ctx, input }) => rotateRedisPassword(ctx, input)),
  finishRotation: procedure
    .input(RotateRedisPasswordInput)
    .mutation(({ ctx, input }) => finishRedisRotation(ctx, input)),
}
