import { redisPolicyProcedures } from "./redis-policies.ts"
import { createRouter } from "./trpc.ts"

export const redisRouter = createRouter({
  ...redisPolicyProcedures,
})
