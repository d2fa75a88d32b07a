// Who is at the other end. A proxy is believed only if its address is configured as trusted: anybody can write X-Forwarded-For.
import type { IncomingMessage } from "node:http"
import { BlockList, isIP } from "node:net"

export type ClientReader = {
  addressOf(req: IncomingMessage): string | null
  isHttps(req: IncomingMessage): boolean
}

/** @param trustedProxies addresses or networks such as `10.0.0.0/8` */
export function createClientReader(trustedProxies: readonly string[]): ClientReader {
  const trusted = new BlockList()
  for (const entry of trustedProxies) {
    const [address = "", prefix] = entry.split("/")
    const family = isIP(address) === 6 ? "ipv6" : "ipv4"
    if (prefix === undefined) trusted.addAddress(address, family)
    else trusted.addSubnet(address, Number(prefix), family)
  }
  const isTrusted = (address: string | null): boolean =>
    address !== null && trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4")

  return {
    addressOf(req) {
      const hops = headerOf(req, "x-forwarded-for").split(",").map(plain)
      let address = plain(req.socket.remoteAddress ?? "")
      while (isTrusted(address)) {
        const before = hops.pop()
        if (!before) break
        address = before
      }
      return address
    },
    isHttps: (req) =>
      isTrusted(plain(req.socket.remoteAddress ?? "")) && headerOf(req, "x-forwarded-proto") === "https",
  }
}

function headerOf(req: IncomingMessage, name: string): string {
  const value = req.headers[name]
  return Array.isArray(value) ? value.join(",") : (value ?? "")
}

/** An IPv4 address that came in by an IPv6 socket is one; what is no address is nobody. */
function plain(text: string): string | null {
  const address = text.trim().replace(/^::ffff:(?=\d+\.)/i, "")
  return isIP(address) ? address : null
}
