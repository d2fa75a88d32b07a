import { type Dialect, readEnv } from "./dialects.ts"

/** A Redis that an env text names. It holds no password: only which keys say where. */
export type RedisEndpoint = {
  /** The key of a URL, or of the host of a group of keys. */
  key: string
  /** As it is written, lower case, without brackets; the path of a unix socket. */
  host: string
  port: number
  db: number
}

const PORT_DEFAULT = 6_379
const ENDPOINTS_MAX = 64
const URL_KEYS_SCHEMES = /^(?:redis|rediss|valkey|valkeys):\/\//i
const SOCKET_SCHEMES = /^(?:unix|redis\+socket|redis\+unix):\/\//i
/** `REDIS_HOST`, `CACHE_REDIS_HOSTNAME`, `REDISHOST`; not `REDIS_PASSWORD_HOSTFILE`. */
const HOST_KEY = /^(.*(?:REDIS|VALKEY).*?)_?(?:HOST|HOSTNAME|ADDRESS|ADDR)$/i

/** Every Redis that the text names, by URL or by the keys of its parts, in the order of the text. */
export function redisEndpointsOf(text: string, dialect: Dialect = "dotenv"): RedisEndpoint[] {
  const values = readEnv(text, dialect).values
  const found: RedisEndpoint[] = []
  for (const [key, value] of values) {
    const endpoint = endpointOfUrl(key, value) ?? endpointOfParts(key, value, values)
    if (endpoint && found.length < ENDPOINTS_MAX) found.push(endpoint)
  }
  return found
}

function endpointOfUrl(key: string, value: string): RedisEndpoint | undefined {
  if (SOCKET_SCHEMES.test(value)) {
    const path = /^[^:]+:\/\/([^?#]*)/.exec(value)?.[1] ?? ""
    const from = path.lastIndexOf("@") + 1
    return {
      key,
      host: path.slice(from),
      port: 0,
      db: Number(/[?&](?:db|virtual_host)=(\d{1,5})/.exec(value)?.[1] ?? 0),
    }
  }
  if (!URL_KEYS_SCHEMES.test(value)) return undefined
  try {
    const url = new URL(value)
    if (url.hostname === "") return undefined
    const db = /^\/(\d{1,5})$/.exec(url.pathname)?.[1] ?? url.searchParams.get("db") ?? "0"
    return { key, host: hostText(url.hostname), port: Number(url.port) || PORT_DEFAULT, db: numberOr(db, 0) }
  } catch {
    return undefined
  }
}

/** `REDIS_HOST` with `REDIS_PORT` and `REDIS_DB`, whatever stands around REDIS. */
function endpointOfParts(key: string, value: string, values: ReadonlyMap<string, string>): RedisEndpoint | undefined {
  const stem = stemOfHostKey(key)
  if (stem === undefined || value === "" || /\s|:\/\//.test(value)) return undefined
  const beside = (...names: string[]) =>
    names.map((name) => values.get(`${stem}${name}`)).find((each) => each !== undefined && each !== "")
  if (value.startsWith("/")) return { key, host: value, port: 0, db: numberOr(beside("DB", "DATABASE"), 0) }
  const [, host = value, port] = /^(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(value) ?? []
  return {
    key,
    host: hostText(host),
    port: numberOr(port ?? beside("PORT"), PORT_DEFAULT),
    db: numberOr(beside("DB", "DATABASE"), 0),
  }
}

/** What the keys of the same group begin with: `REDIS_` for `REDIS_HOST`; undefined for a key that names no host. */
export function stemOfHostKey(key: string): string | undefined {
  const stem = HOST_KEY.exec(key)?.[1]
  if (stem === undefined) return undefined
  return key.slice(stem.length).startsWith("_") ? `${stem}_` : stem
}

function hostText(host: string): string {
  return host.toLowerCase().replace(/^\[(.*)\]$/, "$1")
}

function numberOr(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^\d{1,5}$/.test(text.trim()) ? Number(text) : otherwise
}
