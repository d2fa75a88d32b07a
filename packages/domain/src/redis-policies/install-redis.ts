import { policyIn } from "./policy-text.ts"
import { type OnServersContext, startOnServers } from "./redis-on-servers.ts"
import type { RedisOnServersInput } from "./schema.ts"

/** Puts these servers under the policy: installs a Redis where there is none. @throws Problem as `startOnServers` */
export function installRedis(ctx: OnServersContext, input: RedisOnServersInput) {
  return startOnServers(ctx, input, {
    title: "Install",
    assigns: true,
    settings: ({ effective }) => (policyIn(effective)?.state === "removed" ? [{ key: "STATE", value: "present" }] : []),
  })
}

/**
 * No Redis on these servers any more. An agent refuses it as long as anything is connected, and keeps the data file aside.
 * @throws Problem as `startOnServers`
 */
export function removeRedis(ctx: OnServersContext, input: RedisOnServersInput) {
  return startOnServers(ctx, input, {
    title: "Remove",
    assigns: false,
    settings: () => [{ key: "STATE", value: "removed" }],
  })
}
