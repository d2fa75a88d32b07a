// The connections of one network, from the tables that the kernel shows to any of its processes. Of unix sockets the tables
// do not say which two ends belong together, so who is connected to one is not told rather than guessed.
import { closeSync, openSync, readSync } from "node:fs"
import { endpoint } from "./known-redis.ts"

/** `host:port` of the other end. */
export type OpenConnection = { inode: string; remote: string }

const TABLE_BYTES_MAX = 16 * 1024 * 1024
const ESTABLISHED = "01"
const LISTENING = "0A"
/** The kernel's words hold addresses in the machine's order of bytes. */
const isLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1

/** Every connection that was made from here and is established, by the inode of our end. Missing tables are empty: no IPv6, or no such process. */
export function connectionsOf(pid: number, proc = "/proc"): Map<string, string> {
  const net = `${proc}/${pid}/net`
  const all = [...parseTcpTable(readTable(`${net}/tcp`)), ...parseTcpTable(readTable(`${net}/tcp6`))]
  return new Map(all.map(({ inode, remote }) => [inode, remote]))
}

/** A connection at a port on which somebody listens was made to us: of a busy server there are thousands, none to a Redis. */
export function parseTcpTable(text: string): OpenConnection[] {
  const rows = text.split("\n").map((line) => line.trim().split(/\s+/))
  const portOf = (local = "") => local.split(":")[1]
  const listening = new Set(rows.filter(([, , , state]) => state === LISTENING).map(([, local]) => portOf(local)))
  return rows.flatMap(([, local, remote = "", state, , , , , , inode]) => {
    const [address, port] = remote.split(":")
    if (state !== ESTABLISHED || inode === undefined || address === undefined || port === undefined) return []
    if (listening.has(portOf(local))) return []
    return [{ inode, remote: endpoint(addressOf(address), Number.parseInt(port, 16)) }]
  })
}

function addressOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? []
  const bytes = words.flatMap((word) => {
    const pairs = word.match(/../g) ?? []
    return isLittleEndian ? pairs.reverse() : pairs
  })
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join(".")
  const text = bytes.join("").toLowerCase()
  const mapped = /^0{20}ffff(.{8})$/.exec(text)?.[1]
  if (mapped !== undefined) return (mapped.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join(".")
  return shortIpv6(text.match(/.{4}/g) ?? [])
}

/** As getaddrinfo writes it: no leading zeros, and the longest run of zero groups as `::`. */
function shortIpv6(groups: readonly string[]): string {
  const text = groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")
  return new URL(`http://[${text}]/`).hostname.slice(1, -1)
}

/** Bounded by its own hand: these files say that they are empty. */
function readTable(path: string): string {
  const chunks: Buffer[] = []
  let total = 0
  let fd: number | undefined
  try {
    fd = openSync(path, "r")
    for (;;) {
      const chunk = Buffer.alloc(65_536)
      const count = readSync(fd, chunk)
      if (count === 0 || total >= TABLE_BYTES_MAX) break
      total += count
      chunks.push(chunk.subarray(0, count))
    }
  } catch {
    // What was read until then counts; without a table there is nothing.
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
  return Buffer.concat(chunks).toString("latin1")
}
