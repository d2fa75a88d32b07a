import type { Place } from "./host/sockets/known-redis.ts"
import { UsageError } from "./named-words.ts"

/** `HOST`, `HOST:PORT`, `[2001:db8::1]:PORT` or the path of a unix socket. @throws UsageError */
export function placeOf(address: string): Place {
  if (address.startsWith("/")) return { host: address, port: 0 }
  const [, bracketed, host = bracketed, port] = /^(?:\[([0-9a-f:.]+)\]|([^[\]:]+))(?::(\d{1,5}))?$/i.exec(address) ?? []
  if (host === undefined) throw new UsageError(`${address} is no HOST:PORT.`)
  return { host, port: Number(port ?? 6_379) }
}
