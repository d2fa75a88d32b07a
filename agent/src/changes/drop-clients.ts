import type { RedisChange } from "@signalbox/protocol/change"
import { type RedisPlace, within } from "../host/redis/instance.ts"
import { usersOf } from "../host/redis/live-settings.ts"
import { loginsOf } from "../host/redis/logins.ts"
import type { RedisBefore } from "./change-record.ts"

/**
 * Ends the connections of users of whom a password was taken away: a Redis keeps whoever is in, with the old one, for ever.
 * It does not tell which password somebody came with, so all of such a user go, and come back with the new one.
 */
export async function dropClients(
  place: RedisPlace,
  at: { change: RedisChange; before: RedisBefore | null },
): Promise<void> {
  const { change, before } = at
  const wanted = new Map(usersOf(change.policy).map((user) => [user.name, user.rules]))
  const hit = (before?.users ?? []).filter(({ name, rules }) => {
    const now = wanted.get(name)
    const words = rules.filter((rule) => rule.startsWith("#") || rule === "nopass")
    return (
      rules.includes("on") && (now === undefined || !now.includes("on") || words.some((word) => !now.includes(word)))
    )
  })
  if (hit.length === 0) return
  await within(place, loginsOf(change.policy), async (redis) => {
    const kills = hit.flatMap(({ name }) =>
      ["normal", "pubsub"].map((type) => ["CLIENT", "KILL", "TYPE", type, "USER", name, "SKIPME", "yes"]),
    )
    await redis.askAll(kills)
  })
}
