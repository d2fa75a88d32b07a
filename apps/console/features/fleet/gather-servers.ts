import type { BriefServersInput, ServerBriefView } from "@signalbox/domain/servers/schema"
import type { z } from "zod"

/** As many as one plan can name. */
export const GATHERED_MAX = 5_000

type Filter = Omit<z.input<typeof BriefServersInput>, "limit" | "cursor">
type Page = { items: ServerBriefView[]; total: number; nextCursor?: string | undefined }

export type Gathered = { servers: ServerBriefView[]; total: number }

/** All servers that fit, page by page, and no more than `GATHERED_MAX`; `total` tells how many there are. */
export async function gatherServers(
  ask: (input: z.input<typeof BriefServersInput>) => Promise<Page>,
  filter: Filter,
): Promise<Gathered> {
  const servers = new Map<string, ServerBriefView>()
  let cursor: string | undefined
  for (;;) {
    const page: Page = await ask({ ...filter, limit: 1_000, ...(cursor ? { cursor } : {}) })
    for (const server of page.items) servers.set(server.id, server)
    cursor = page.nextCursor
    if (!cursor || servers.size >= GATHERED_MAX)
      return { servers: [...servers.values()].slice(0, GATHERED_MAX), total: page.total }
  }
}
