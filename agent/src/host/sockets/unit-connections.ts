// unit → processes → where their sockets go. This half needs the right to look into other users' processes and nothing
// else: no env file, no name to resolve, no network. What the connections mean is for unit-sockets.ts.
import { existsSync } from "node:fs"
import { UnitName } from "@signalbox/protocol/names"
import { z } from "zod"
import { connectionsOf } from "./connections.ts"
import { networkOf, processesOf, socketsOf } from "./processes.ts"

/** More places than this in one unit are not kept: the unit then counts as one that could not be read. */
const REMOTES_MAX = 1_024

export const UnitConnections = z.strictObject({
  unit: UnitName,
  /** False when some process could not be looked into, or its connections are too many to keep. */
  isReadable: z.boolean(),
  processes: z.array(
    z.strictObject({
      pid: z.number().int().min(1),
      /** Milliseconds since the epoch. */
      startedAt: z.number(),
      /** `host:port` as the kernel writes it, and how many sockets go there. */
      remotes: z.array(z.tuple([z.string().max(64), z.number().int().min(1)])),
    }),
  ),
})
export type UnitConnections = z.infer<typeof UnitConnections>

/** The connections that each unit's processes have made, of those that were made to them none. No program is run for it. */
export function readUnitConnections(units: readonly string[], proc = "/proc"): UnitConnections[] {
  const processes = processesOf(units, proc)
  const tables = new Map<string, Map<string, string>>()
  /** The tables of a network are read once, whoever of it asks first. */
  const tableOf = (pid: number) => {
    const network = networkOf(pid, proc) ?? `of ${pid}`
    const table = tables.get(network) ?? connectionsOf(pid, proc)
    tables.set(network, table)
    return table
  }
  return units.map((unit) => {
    let isReadable = true
    const members = (processes.get(unit) ?? []).map((process) => {
      const inodes = socketsOf(process.pid, proc)
      // A process that ended between the two looks cannot be read either, and has no sockets.
      if (!inodes && existsSync(`${proc}/${process.pid}`)) isReadable = false
      return { ...process, remotes: inodes ? countRemotes(inodes, tableOf(process.pid)) : [] }
    })
    const kept = members.reduce((sum, { remotes }) => sum + remotes.length, 0) <= REMOTES_MAX
    return {
      unit,
      isReadable: isReadable && kept,
      processes: kept ? members : members.map((each) => ({ ...each, remotes: [] })),
    }
  })
}

function countRemotes(inodes: ReadonlySet<string>, table: ReadonlyMap<string, string>): [string, number][] {
  const counts = new Map<string, number>()
  for (const inode of inodes) {
    const remote = table.get(inode)
    if (remote !== undefined) counts.set(remote, (counts.get(remote) ?? 0) + 1)
  }
  return [...counts]
}
