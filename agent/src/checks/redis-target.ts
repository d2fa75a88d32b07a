import { readEnv } from "@signalbox/env-file/dialects"
import type { CheckSpec } from "@signalbox/protocol/check"
import type { RedisTarget } from "../host/redis/connection.ts"

export type RedisCheck = Extract<CheckSpec, { kind: "redis-ping" }>

type FoundTarget = ({ ok: true } & RedisTarget) | { ok: false; why: string }

/**
 * Where an env text says its Redis is: from a URL, or from the keys of its parts. Reads as the dotenv dialect does,
 * in which URLs and plain values mean the same as in the others.
 */
export function redisTargetOf(spec: RedisCheck, text: string | null): FoundTarget {
  if (text === null) return { ok: false, why: "there is no env file to take the address from" }
  const values = readEnv(text, "dotenv").values
  if (spec.urlKey !== undefined) return targetOfUrl(spec.urlKey, values.get(spec.urlKey))
  if (spec.hostKey === undefined) return { ok: false, why: "the check names neither urlKey nor hostKey" }
  const host = values.get(spec.hostKey)
  if (!host) return { ok: false, why: `${spec.hostKey} is not set` }
  const port = spec.portKey === undefined ? 6379 : Number(values.get(spec.portKey) || 6379)
  if (!isPort(port)) return { ok: false, why: `${spec.portKey} is not a port` }
  const password = spec.passwordKey === undefined ? "" : (values.get(spec.passwordKey) ?? "")
  if (holdsControls(password)) return { ok: false, why: `${spec.passwordKey} holds control characters` }
  return { ok: true, host, port, username: "", password, isTls: false, db: 0 }
}

function targetOfUrl(key: string, value: string | undefined): FoundTarget {
  if (!value) return { ok: false, why: `${key} is not set` }
  try {
    const url = new URL(value)
    if (url.protocol !== "redis:" && url.protocol !== "rediss:") return { ok: false, why: `${key} is no redis:// URL` }
    const [username, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)]
    const host = url.hostname.replace(/^\[(.*)\]$/, "$1")
    const port = Number(url.port || 6379)
    if (host === "") return { ok: false, why: `${key} names no host` }
    if (holdsControls(username + password)) return { ok: false, why: `${key} holds control characters` }
    const db = Number(/^\/(\d{1,5})$/.exec(url.pathname)?.[1] ?? 0)
    return { ok: true, host, port, username, password, isTls: url.protocol === "rediss:", db }
  } catch {
    // The value may hold a password: it is not repeated.
    return { ok: false, why: `${key} is no valid URL` }
  }
}

/** A line end in a password would be a command to a server of another protocol that listens there. */
function holdsControls(text: string): boolean {
  return /\p{Cc}/u.test(text)
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535
}
