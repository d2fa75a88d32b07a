import type { Actor } from "../access/schema.ts"
import type { RedisInstanceView } from "./schema.ts"

/** What the asker may do with an instance, so that the console hides what would be refused. */
export function redisPolicy(actor: Pick<Actor, "role">, { isNamed }: { isNamed: boolean }): RedisInstanceView["may"] {
  return { remove: isNamed && actor.role !== "viewer" }
}
