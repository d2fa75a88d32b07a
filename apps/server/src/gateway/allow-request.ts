import type { IncomingMessage } from "node:http"

/**
 * Agents send neither of these; browsers always send an Origin, and cookies where they have them. Refusing both here keeps
 * every page of the web off this socket, since Socket.IO's own `cors` setting does not guard WebSockets.
 */
export function isAgentRequest(request: Pick<IncomingMessage, "headers">): boolean {
  return request.headers.origin === undefined && request.headers.cookie === undefined
}
