import type { RedisClient, RedisFinding } from "@signalbox/protocol/redis"
import type { FindByAddress } from "./server-addresses.ts"

/** What Bull and BullMQ put behind the name of a connection: a worker's own name, or that it listens for events. */
const CLIENT_NAME_END = /:(?:w:.*|qe)$/

/**
 * Servers of two environments, by their label `env`, at work on the same queue. No server sees this by itself: each knows its own
 * environment only.
 */
export function findSharedPrefixes(clients: readonly RedisClient[], serverAt: FindByAddress): RedisFinding[] {
  const users = new Map<string, Map<string, string>>()
  for (const client of clients) {
    const server = serverAt(client.address)
    const queue = queueOf(client)
    if (!queue || !server?.environment) continue
    const environments = users.get(queue) ?? new Map<string, string>()
    users.set(queue, environments.set(server.environment, server.name))
  }
  const clashes = [...users].filter(([, environments]) => environments.size > 1)
  if (clashes.length === 0) return []
  const seen = clashes.map(([queue, environments]) => {
    const who = [...environments].map(([environment, name]) => `${environment} (${name})`)
    return `${who.join(" and ")} both use ${queue}`
  })
  return [
    {
      id: "prefix-shared",
      severity: "danger",
      seen: seen.join("; ").slice(0, 400),
      why: "Workers of one environment take the jobs of the other, with other code and other settings.",
      fix: "Give each environment a prefix or a database of its own.",
    },
  ]
}

/** The queue that this connection works on, as far as it tells: Bull's name themselves after it, Celery's wait in BRPOP. */
function queueOf({ name, command, db }: RedisClient): string | undefined {
  const [, prefix, encoded = ""] = /^(.+):([A-Za-z0-9+/]+={0,2})$/.exec(name.replace(CLIENT_NAME_END, "")) ?? []
  const queue = Buffer.from(encoded, "base64").toString("utf8")
  if (prefix && queue !== "" && Buffer.from(queue).toString("base64") === encoded) {
    return `the queue ${prefix}:${queue} in database ${db}`
  }
  return command === "brpop" ? `the Celery queues in database ${db}` : undefined
}
