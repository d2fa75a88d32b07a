import type { AppRouter } from "@signalbox/server/api/root"
import { createTRPCClient, httpLink } from "@trpc/client"

export type Api = ReturnType<typeof createApiClient>

/** The public API as a script would use it: plain JSON over HTTP with an API token. */
export function createApiClient(url: string, token: string) {
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/api/trpc`, headers: { authorization: `Bearer ${token}` } })],
  })
}

/** The token in what `signalbox token create` printed. */
export function tokenIn(printed: string): string {
  const token = /sbx_[A-Za-z0-9_-]+/.exec(printed)?.[0]
  if (!token) throw new Error("no API token was printed")
  return token
}
