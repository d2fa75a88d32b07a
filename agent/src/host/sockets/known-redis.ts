import { lookup } from "node:dns/promises"
import { isIP } from "node:net"

/** A Redis that sockets may go to. */
export type KnownRedis = {
  /** `host:port` as it was first written, or the path of a unix socket. */
  name: string
  /** Other ways to write it that lead to the same place. */
  aliases: readonly string[]
  /** As the kernel writes them. */
  endpoints: readonly string[]
}

export type Place = { host: string; port: number }

const INSTANCES_MAX = 64
const ADDRESSES_MAX = 16
const RESOLVE_MS = 2_000

/** Each instance once, by whatever names it goes. A name that cannot be resolved stays, with no endpoint. */
export async function knownRedis(places: readonly Place[]): Promise<KnownRedis[]> {
  const byName = [...new Map(places.map((place) => [nameOf(place), place]))].slice(0, INSTANCES_MAX)
  const resolved = await Promise.all(
    byName.map(async ([name, place]) => ({ name, aliases: [], endpoints: await endpointsOf(place) })),
  )
  const known: KnownRedis[] = []
  for (const each of resolved) {
    const same = known.findIndex((other) => other.endpoints.some((endpoint) => each.endpoints.includes(endpoint)))
    const other = known[same]
    if (!other) known.push(each)
    else {
      const endpoints = [...new Set([...other.endpoints, ...each.endpoints])]
      known[same] = { name: other.name, aliases: [...other.aliases, each.name], endpoints }
    }
  }
  return known
}

/** How a place is written: `host:port`, or the path of a unix socket. */
export function nameOf({ host, port }: Place): string {
  return host.startsWith("/") ? host : endpoint(host, port)
}

/** One way to write an address: an IPv4 address that wears IPv6 is told as what it is. */
export function endpoint(address: string, port: number): string {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, "")
  return isIP(plain) === 6 ? `[${plain}]:${port}` : `${plain}:${port}`
}

async function endpointsOf({ host, port }: Place): Promise<string[]> {
  if (host.startsWith("/")) return []
  return (await addressesOf(host)).map((address) => endpoint(address, port))
}

async function addressesOf(host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host]
  const late = new Promise<never>((_resolve, reject) => setTimeout(reject, RESOLVE_MS).unref())
  const found = await Promise.race([lookup(host, { all: true }), late]).catch(() => [])
  return found.map(({ address }) => address).slice(0, ADDRESSES_MAX)
}
