// unit → processes → sockets → known Redis instances, and whether the env text of the unit says the same.
import { existsSync } from "node:fs"
import type { UnitSockets } from "@signalbox/protocol/redis"
import { connectionsOf } from "./connections.ts"
import { judgeConnection, type UnitEnv } from "./judge-connection.ts"
import type { KnownRedis } from "./known-redis.ts"
import { networkOf, processesOf, socketsOf, type UnitProcess } from "./processes.ts"

const PIDS_MAX = 32
const CONNECTIONS_MAX = 64
const MISSING_MAX = 32

/** What each unit's processes are connected to, of the known instances. No program is run for it. */
export function readUnitSockets(
  units: readonly UnitEnv[],
  known: readonly KnownRedis[],
  proc = "/proc",
): UnitSockets[] {
  const names = units.map(({ unit }) => unit)
  const processes = processesOf(names, proc)
  const instanceOf = lookUpInstances(known, proc)
  return units.map((unit) => {
    const members = (processes.get(unit.unit) ?? []).map((process) => ({
      process,
      inodes: socketsOf(process.pid, proc),
    }))
    const owners = new Map<string, UnitProcess[]>()
    for (const { process, inodes } of members) {
      for (const inode of inodes ?? []) {
        const instance = instanceOf(process.pid, inode)
        if (instance !== undefined) owners.set(instance, [...(owners.get(instance) ?? []), process])
      }
    }
    return {
      unit: unit.unit,
      // A process that ended between the two looks cannot be read either, and has no sockets.
      isReadable: members.every(({ process, inodes }) => inodes !== undefined || !existsSync(`${proc}/${process.pid}`)),
      processes: members.length,
      ...connectionsTo(owners, withKnownNames(unit, known)),
    }
  })
}

function connectionsTo(
  owners: ReadonlyMap<string, UnitProcess[]>,
  unit: UnitEnv,
): Pick<UnitSockets, "connections" | "missing"> {
  const connections = [...owners].slice(0, CONNECTIONS_MAX).map(([instance, processes]) => {
    const runsSince = Math.min(...processes.map(({ startedAt }) => startedAt))
    const pids = [...new Set(processes.map(({ pid }) => pid))].slice(0, PIDS_MAX)
    return { instance, sockets: processes.length, pids, runsSince, ...judgeConnection(unit, { instance, runsSince }) }
  })
  // Who is connected to a unix socket is not told, so it is never missed either.
  const named = [...new Set(unit.named.map(({ instance }) => instance))].filter((instance) => !instance.startsWith("/"))
  return { connections, missing: named.filter((instance) => !owners.has(instance)).slice(0, MISSING_MAX) }
}

/** Its env may write an instance in another way than the one by which we tell it. */
function withKnownNames(unit: UnitEnv, known: readonly KnownRedis[]): UnitEnv {
  const named = unit.named.map(({ key, instance }) => {
    const same = known.find(({ name, aliases }) => name === instance || aliases.includes(instance))
    return { key, instance: same?.name ?? instance }
  })
  return { ...unit, named }
}

/** The tables of a network are read once, whoever of it asks first. */
function lookUpInstances(
  known: readonly KnownRedis[],
  proc: string,
): (pid: number, inode: string) => string | undefined {
  const byEndpoint = new Map(known.flatMap(({ name, endpoints }) => endpoints.map((each) => [each, name])))
  const tables = new Map<string, Map<string, string>>()
  return (pid, inode) => {
    const network = networkOf(pid, proc) ?? `of ${pid}`
    const table = tables.get(network) ?? connectionsOf(pid, proc)
    tables.set(network, table)
    return byEndpoint.get(table.get(inode) ?? "")
  }
}
