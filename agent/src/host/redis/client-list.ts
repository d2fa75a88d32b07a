import type { ClientGroup, RedisClient } from "@signalbox/protocol/redis"
import { CLIENT_NAME, type RedisConnection } from "./connection.ts"
import { textOf } from "./reply.ts"

/**
 * The list is made in one go, some 3 µs a client, in which the instance does nothing else: with more clients than this it
 * is not asked for.
 */
const CLIENTS_MAX = 500
const LINE_CHARS_MAX = 1_000
const GROUPS_MAX = 256
const NAMES_MAX = 32

/**
 * Who is connected, ourselves left out; null when there are too many to ask.
 * @throws RedisFailure, such as NOPERM
 */
export async function listClients(redis: RedisConnection, connected: number | null): Promise<RedisClient[] | null> {
  if (connected === null || connected > CLIENTS_MAX) return null
  // Twice as many may have come since they were counted.
  const text = textOf(await redis.ask("CLIENT", "LIST"), CLIENTS_MAX * 2 * LINE_CHARS_MAX)
  return parseClientList(text).filter((client) => client.name !== CLIENT_NAME)
}

export function parseClientList(text: string): RedisClient[] {
  return text.split("\n", CLIENTS_MAX * 2).flatMap((line) => {
    const client = clientOf(line.slice(0, LINE_CHARS_MAX))
    return client ? [client] : []
  })
}

/** By address, most connections first. */
export function groupClients(clients: readonly RedisClient[]): ClientGroup[] {
  const byAddress = Map.groupBy(clients, (client) => client.address)
  const groups = [...byAddress].map(([address, members]) => ({
    address,
    count: members.length,
    blocked: members.filter((client) => client.isBlocked).length,
    oldestSeconds: Math.max(...members.map((client) => client.ageSeconds)),
    names: namesOf(members),
  }))
  return groups.sort((a, b) => b.count - a.count).slice(0, GROUPS_MAX)
}

function namesOf(clients: readonly RedisClient[]): ClientGroup["names"] {
  const named = clients.filter((client) => client.name !== "")
  const counts = [...Map.groupBy(named, (client) => client.name)].map(([name, { length: count }]) => ({ name, count }))
  return counts.sort((a, b) => b.count - a.count).slice(0, NAMES_MAX)
}

/** A name holds no blank: Redis refuses one that does. */
function clientOf(line: string): RedisClient | undefined {
  const fields = new Map(
    line.split(" ").flatMap((word): [string, string][] => {
      const cut = word.indexOf("=")
      return cut < 1 ? [] : [[word.slice(0, cut), word.slice(cut + 1)]]
    }),
  )
  const text = (name: string, charsMax: number) => (fields.get(name) ?? "").slice(0, charsMax)
  const number = (name: string) => Math.max(0, Math.trunc(Number(fields.get(name)) || 0))
  const addr = fields.get("addr")
  if (addr === undefined || !fields.has("id")) return undefined
  return {
    id: number("id"),
    ...endpointOf(addr),
    name: text("name", 200),
    db: number("db"),
    ageSeconds: number("age"),
    idleSeconds: number("idle"),
    command: text("cmd", 120),
    isBlocked: text("flags", 20).includes("b"),
    user: text("user", 120),
    library: [text("lib-name", 60), text("lib-ver", 40)].filter(Boolean).join(" "),
  }
}

/** `203.0.113.5:4711`, `[2001:db8::1]:4711`, or `/run/redis.sock:0`. */
function endpointOf(addr: string): { address: string; port: number } {
  const cut = addr.lastIndexOf(":")
  const address = addr.slice(0, cut < 0 ? undefined : cut).replace(/^\[(.*)\]$/, "$1")
  const port = Number(addr.slice(cut + 1))
  return {
    address: address.replace(/^::ffff:(?=\d+\.)/i, "").slice(0, 128),
    port: Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : 0,
  }
}
