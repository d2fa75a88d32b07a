import type { Db } from "@signalbox/prisma/client"
import { HostFacts } from "@signalbox/protocol/observe"

export type AddressedServer = { id: string; name: string; hue: number; environment: string | null }
export type FindByAddress = (address: string) => AddressedServer | undefined

/**
 * Whose address it is: first as the control plane sees the servers, then as they see themselves. An address that two servers have,
 * such as that of a bridge on the machine, says nothing.
 */
export async function indexAddresses(db: Pick<Db, "server">): Promise<FindByAddress> {
  const rows = await db.server.findMany({
    where: { removedAt: null },
    select: { id: true, name: true, hue: true, address: true, facts: true, labels: { where: { key: "env" } } },
  })
  const seen = new Map<string, AddressedServer | undefined>()
  const own = new Map<string, AddressedServer | undefined>()
  for (const { address, facts, labels, ...server } of rows) {
    const addressed = { ...server, environment: labels[0]?.value ?? null }
    if (address) note(seen, address, addressed)
    for (const each of HostFacts.safeParse(facts).data?.addresses ?? []) note(own, each, addressed)
  }
  return (address) => seen.get(plain(address)) ?? own.get(plain(address))
}

function note(map: Map<string, AddressedServer | undefined>, address: string, server: AddressedServer): void {
  const key = plain(address)
  map.set(key, map.has(key) && map.get(key)?.id !== server.id ? undefined : server)
}

function plain(address: string): string {
  return address.toLowerCase().replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, "")
}
