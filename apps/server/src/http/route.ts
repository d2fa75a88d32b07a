import type { IncomingMessage, ServerResponse } from "node:http"

export type RouteRequest = {
  req: IncomingMessage
  res: ServerResponse
  /** Of the request; its host is not to be trusted. */
  url: URL
  /** The client's, behind trusted proxies the one that they name. */
  address: string | null
  requestId: string
}

/** One line of the table of what the port answers. The first that fits takes the request. */
export type Route = {
  /** Any, when left out. */
  method?: "GET" | "POST"
  /** Literal; with `*` at the end everything below it. */
  path: string
  /** Also for programs that send neither an Origin nor a token, such as an installer. It must not look at cookies. */
  isOpen?: true
  /** Answers. A `Problem` that it throws is answered as such, anything else as `internal`. */
  handle(request: RouteRequest): Promise<void> | void
}

export function fits(route: Route, method: string, path: string): boolean {
  if (route.method && route.method !== method && !(route.method === "GET" && method === "HEAD")) return false
  return route.path.endsWith("*") ? path.startsWith(route.path.slice(0, -1)) : path === route.path
}
