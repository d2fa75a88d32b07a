import { createHash } from "node:crypto"
import type { RedisPolicy } from "./redis-policy.ts"

/**
 * The configuration file of a policy, which the server's own one includes last. Both sides render it by themselves: the control
 * plane can ask for a policy, never for a directive that a policy does not know. Passwords stand in it as SHA-256 only.
 * Null for a Redis that shall not be.
 */
export function redisConf(policy: RedisPolicy): string | null {
  if (policy.state === "removed") return null
  const lines = [
    "# Written by Signalbox. Changes by hand are seen as drift, and are replaced by the next change.",
    `bind ${policy.bind.join(" ")}`,
    "protected-mode yes",
    `port ${policy.port}`,
    `maxmemory ${policy.maxMemoryBytes}`,
    `maxmemory-policy ${policy.eviction}`,
    // The first one takes back what the file that includes this one says.
    'save ""',
    ...policy.snapshots.map(({ seconds, changes }) => `save ${seconds} ${changes}`),
    `appendonly ${policy.appendOnly ? "yes" : "no"}`,
    `appendfsync ${policy.appendFsync}`,
    `maxclients ${policy.maxClients}`,
    `slowlog-log-slower-than ${policy.slowerThanMicros}`,
    `latency-monitor-threshold ${policy.latencyThresholdMs}`,
    ...userLines(policy),
  ]
  return `${lines.join("\n")}\n`
}

/** SHA-256 (hex) of that file; null where there shall be none. */
export function redisConfHash(policy: RedisPolicy): string | null {
  const conf = redisConf(policy)
  return conf === null ? null : sha256(conf)
}

function userLines({ user, password, retiringPassword }: RedisPolicy): string[] {
  if (password === null) return ["user default on nopass sanitize-payload ~* &* +@all"]
  const hashes = [password, ...(retiringPassword === null ? [] : [retiringPassword])].map((word) => `#${sha256(word)}`)
  const rights = `on ${hashes.join(" ")} sanitize-payload ~* &* +@all`
  return user === null ? [`user default ${rights}`] : ["user default off", `user ${user} ${rights}`]
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}
