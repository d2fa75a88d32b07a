// A new password without a moment in which a client is locked out: both are accepted, clients move over, the old one goes.
import { Problem } from "@signalbox/protocol/problem"
import { newRedisPassword, policyIn } from "./policy-text.ts"
import { type OnServersContext, startOnServers } from "./redis-on-servers.ts"
import type { RedisOnServersInput } from "./schema.ts"

/**
 * First step: each of these servers gets a password of its own, beside the one it has, which stays good.
 * @throws Problem `in-use` while an earlier rotation is not finished, `nothing-to-do` where there is no password yet, and as
 *   `startOnServers`
 */
export function rotateRedisPassword(ctx: OnServersContext, input: RedisOnServersInput) {
  return startOnServers(ctx, input, {
    title: "New password for",
    assigns: false,
    settings({ effective }) {
      const policy = policyIn(effective)
      if (!policy?.password) throw new Problem("nothing-to-do", "There is no password yet: set one in the policy.")
      if (policy.retiringPassword) throw new Problem("in-use", "An earlier rotation is not finished: finish it first.")
      return [
        { key: "PASSWORD", value: newRedisPassword() },
        { key: "RETIRING_PASSWORD", value: policy.password },
      ]
    },
  })
}

/**
 * Last step, once every client uses the new one: the old password is refused, and who still holds a session by it is cut off.
 * @throws Problem `nothing-to-do` where nothing is being rotated, and as `startOnServers`
 */
export function finishRedisRotation(ctx: OnServersContext, input: RedisOnServersInput) {
  return startOnServers(ctx, input, {
    title: "Retire the old password of",
    assigns: false,
    settings({ effective }) {
      if (!policyIn(effective)?.retiringPassword)
        throw new Problem("nothing-to-do", "No old password is accepted there.")
      return [{ key: "RETIRING_PASSWORD", value: "" }]
    },
  })
}
