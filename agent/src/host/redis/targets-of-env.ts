import { readEnv } from "@signalbox/env-file/dialects"
import { type RedisEndpoint, redisEndpointsOf, stemOfHostKey } from "@signalbox/env-file/redis-endpoints"
import type { RedisTarget } from "./connection.ts"

/** Where an env text names a Redis, and how its program logs in there. It holds passwords: it stays on this server. */
export type NamedTarget = RedisTarget & { key: string }

/** Every Redis that the text names, by URL or by the keys of its parts, with what else the text says about getting in. */
export function redisTargetsOf(text: string): NamedTarget[] {
  const values = readEnv(text, "dotenv").values
  return redisEndpointsOf(text).map((endpoint) => ({
    key: endpoint.key,
    host: endpoint.host,
    port: endpoint.port,
    db: endpoint.db,
    ...loginOf(endpoint, values),
  }))
}

type Login = Pick<RedisTarget, "username" | "password" | "isTls">

/** A URL without a password may have it in a key beside it: `REDIS_URL` with `REDIS_PASSWORD`. */
function loginOf({ key }: RedisEndpoint, values: ReadonlyMap<string, string>): Login {
  const url = loginOfUrl(values.get(key) ?? "")
  if (url && url.password !== "") return url
  const stem = stemOfHostKey(key) ?? key.replace(/(?:URL|URI|DSN)$/i, "")
  const beside = (...names: string[]) => names.map((name) => values.get(`${stem}${name}`) ?? "").find(Boolean) ?? ""
  const login = {
    username: url?.username || beside("USERNAME", "USER"),
    password: beside("PASSWORD", "PASS", "AUTH"),
    isTls: url?.isTls ?? /^(1|true|yes|on)$/i.test(beside("TLS", "SSL")),
  }
  return holdsControls(login) ? { ...login, username: "", password: "" } : login
}

function loginOfUrl(value: string): Login | undefined {
  try {
    const { protocol, username, password } = new URL(value)
    const login = {
      username: decodeURIComponent(username),
      password: decodeURIComponent(password),
      isTls: /^(rediss|valkeys):$/.test(protocol),
    }
    return /^(redis|valkey)s?:$/.test(protocol) && !holdsControls(login) ? login : undefined
  } catch {
    return undefined
  }
}

/** A line end in a password would be a command to a server of another protocol that listens there. */
function holdsControls({ username, password }: Login): boolean {
  return /\p{Cc}/u.test(username + password)
}
