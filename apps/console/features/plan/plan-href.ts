import { type WantedServer, writeWanted } from "./plan-search.ts"

/** Request lines beyond some 8 KB are refused on the way; a fragment never goes out. */
const QUERY_MAX = 3_000

/** The part of the URL that names the servers: of the query, or where they are many, the fragment. */
export function wantedPart(wanted: readonly WantedServer[]): { query: string | undefined; fragment: string } {
  const servers = writeWanted(wanted)
  return servers.length <= QUERY_MAX
    ? { query: servers, fragment: "" }
    : { query: undefined, fragment: `#servers=${servers}` }
}

/** The page that plans a change; a number sends that server to an older or a certain version. */
export function planHref(serviceId: string, wanted: readonly WantedServer[]): string {
  const { query, fragment } = wantedPart(wanted)
  return `/rollouts/new?service=${serviceId}${query ? `&servers=${query}` : ""}${fragment}`
}

/** The same for the newest version of each. */
export function planNewestHref(serviceId: string, serverIds: readonly string[]): string {
  return planHref(
    serviceId,
    serverIds.map((serverId) => ({ serverId })),
  )
}
