import type { IncomingMessage } from "node:http"
import { Problem } from "@signalbox/protocol/problem"

/**
 * Refuses what another site's page sends in a visitor's name. Browsers name the page's origin with every request that could change
 * something; programs that hold an API token send none and need none.
 * @throws Problem `foreign-origin`
 */
export function assertSameOrigin(req: IncomingMessage, origins: { publicUrl: string; isHttps: boolean }): void {
  if (req.method === "GET" || req.method === "HEAD") return
  const { origin, host, authorization } = req.headers
  if (origin === undefined) {
    if (authorization !== undefined && req.headers.cookie === undefined) return
    throw new Problem("foreign-origin", "The request names no origin.")
  }
  const own = [new URL(origins.publicUrl).origin, `${origins.isHttps ? "https" : "http"}://${host}`]
  if (!own.includes(origin)) throw new Problem("foreign-origin")
}
