import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import type { Labels } from "../servers/schema.ts"

export type ChosenServer = { id: string; name: string }

/**
 * The servers of a selection: by id, or all that carry every one of these labels now. Nothing chosen is an error, never "all".
 * @throws Problem `empty-target-list`, `duplicate-target`, `not-found`, `server-revoked`, `invalid-input`
 */
export async function resolveServers(
  tx: Pick<Tx, "server">,
  selection: { serverIds?: string[] | undefined; labels?: Labels | undefined },
): Promise<ChosenServer[]> {
  const { serverIds, labels } = selection
  if (serverIds && labels) throw new Problem("invalid-input", "Choose servers by id or by label, not by both at once.")
  return serverIds ? byId(tx, serverIds) : byLabels(tx, labels ?? {})
}

async function byId(tx: Pick<Tx, "server">, ids: string[]): Promise<ChosenServer[]> {
  if (ids.length === 0) throw new Problem("empty-target-list")
  const twice = ids.find((id, index) => ids.indexOf(id) < index)
  const servers = await tx.server.findMany({
    where: { id: { in: ids }, removedAt: null },
    select: { id: true, name: true, revokedAt: true },
    orderBy: { name: "asc" },
  })
  if (twice !== undefined) {
    const name = servers.find((server) => server.id === twice)?.name ?? twice
    throw new Problem("duplicate-target", `${name} was named twice.`)
  }
  const known = new Set(servers.map((server) => server.id))
  const unknown = ids.filter((id) => !known.has(id))
  if (unknown.length > 0) throw new Problem("not-found", `There is no server ${unknown.slice(0, 5).join(", ")}.`)
  const revoked = servers.filter((server) => server.revokedAt).map((server) => server.name)
  if (revoked.length > 0) throw new Problem("server-revoked", `Revoked: ${revoked.slice(0, 5).join(", ")}.`)
  return servers.map(({ id, name }) => ({ id, name }))
}

/** Revoked servers carry their labels still, but a selector means those that can be used. */
async function byLabels(tx: Pick<Tx, "server">, labels: Labels): Promise<ChosenServer[]> {
  const wanted = Object.entries(labels)
  if (wanted.length === 0) throw new Problem("empty-target-list")
  const servers = await tx.server.findMany({
    where: {
      removedAt: null,
      revokedAt: null,
      AND: wanted.map(([key, value]) => ({ labels: { some: { key, value } } })),
    },
    select: { id: true, name: true },
    orderBy: { name: "asc" },
  })
  if (servers.length > 0) return servers
  const words = wanted.map(([key, value]) => `${key}=${value}`).join(", ")
  throw new Problem("empty-target-list", `No server carries ${words}.`)
}
