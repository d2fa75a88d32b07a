import { type Dialect, readEnv } from "./dialects.ts"
import { stemOfHostKey } from "./redis-endpoints.ts"

/** A Redis that env text is to name instead of another. */
export type RedisDestination = { host: string; port: number; user: string | null; password: string | null }
export type KeyValue = { key: string; value: string }

const PORT_DEFAULT = 6_379

/**
 * What to set so that the Redis which `key` names (a URL, or the host of a group of keys) is this one, and its database stays the
 * same. Keys that hold already what they should are left out. Empty when the key names none.
 */
export function redisMoves(
  text: string,
  { key, to }: { key: string; to: RedisDestination },
  dialect: Dialect = "dotenv",
): KeyValue[] {
  const values = readEnv(text, dialect).values
  const value = values.get(key)
  if (value === undefined) return []
  const wanted = /^[a-z]+:\/\//i.test(value) ? movedUrl(key, value, to) : movedParts(key, values, to)
  return wanted.filter((each) => values.get(each.key) !== each.value)
}

function movedUrl(key: string, value: string, to: RedisDestination): KeyValue[] {
  let url: URL
  try {
    url = new URL(value)
  } catch {
    return []
  }
  const secured = /^(redis|valkey)s:$/i.exec(url.protocol)
  const scheme = secured ? secured[1] : url.protocol.slice(0, -1)
  const login = to.password === null ? "" : `${to.user ?? ""}:${encodeURIComponent(to.password)}@`
  const host = to.host.includes(":") ? `[${to.host}]` : to.host
  return [{ key, value: `${scheme}://${login}${host}:${to.port}${url.pathname}${url.search}` }]
}

function movedParts(key: string, values: ReadonlyMap<string, string>, to: RedisDestination): KeyValue[] {
  const stem = stemOfHostKey(key)
  if (stem === undefined) return []
  const present = (...names: string[]) => names.map((name) => `${stem}${name}`).find((name) => values.has(name))
  const host = values.get(key) ?? ""
  const moves: KeyValue[] = [{ key, value: /:\d{1,5}$/.test(host) ? `${to.host}:${to.port}` : to.host }]
  const portKey = present("PORT") ?? (to.port === PORT_DEFAULT ? undefined : `${stem}PORT`)
  if (portKey) moves.push({ key: portKey, value: String(to.port) })
  const passwordKey = present("PASSWORD", "PASS", "AUTH") ?? (to.password === null ? undefined : `${stem}PASSWORD`)
  if (passwordKey) moves.push({ key: passwordKey, value: to.password ?? "" })
  const userKey = present("USERNAME", "USER") ?? (to.user === null ? undefined : `${stem}USERNAME`)
  if (userKey) moves.push({ key: userKey, value: to.user ?? "" })
  const secureKey = present("TLS", "SSL")
  if (secureKey) moves.push({ key: secureKey, value: "false" })
  return moves
}
