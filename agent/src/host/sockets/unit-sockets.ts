// Where units' sockets go → which known Redis that is, and whether the env text of the unit says the same.
import type { UnitSockets } from "@signalbox/protocol/redis-sockets"
import { judgeConnection, type UnitEnv } from "./judge-connection.ts"
import type { KnownRedis } from "./known-redis.ts"
import type { UnitConnections } from "./unit-connections.ts"

const PIDS_MAX = 32
const CONNECTIONS_MAX = 64
const MISSING_MAX = 32

/** What each unit's processes are connected to, of the known instances. A unit that nobody looked at cannot be read. */
export function judgeUnitSockets(
  units: readonly UnitEnv[],
  known: readonly KnownRedis[],
  seen: readonly UnitConnections[],
): UnitSockets[] {
  const byUnit = new Map(seen.map((each) => [each.unit, each]))
  const byEndpoint = new Map(known.flatMap(({ name, endpoints }) => endpoints.map((each) => [each, name])))
  return units.map((unit) => {
    const { isReadable, processes } = byUnit.get(unit.unit) ?? { isReadable: false, processes: [] }
    return {
      unit: unit.unit,
      isReadable,
      processes: processes.length,
      ...connectionsTo(ownersOf(processes, byEndpoint), withKnownNames(unit, known)),
    }
  })
}

type Owner = { pid: number; startedAt: number; sockets: number }

function ownersOf(
  processes: UnitConnections["processes"],
  byEndpoint: ReadonlyMap<string, string>,
): Map<string, Owner[]> {
  const owners = new Map<string, Owner[]>()
  for (const { pid, startedAt, remotes } of processes) {
    for (const [remote, sockets] of remotes) {
      const instance = byEndpoint.get(remote)
      if (instance !== undefined) owners.set(instance, [...(owners.get(instance) ?? []), { pid, startedAt, sockets }])
    }
  }
  return owners
}

function connectionsTo(
  owners: ReadonlyMap<string, Owner[]>,
  unit: UnitEnv,
): Pick<UnitSockets, "connections" | "missing"> {
  const connections = [...owners].slice(0, CONNECTIONS_MAX).map(([instance, processes]) => {
    const runsSince = Math.min(...processes.map(({ startedAt }) => startedAt))
    const pids = [...new Set(processes.map(({ pid }) => pid))].slice(0, PIDS_MAX)
    const sockets = processes.reduce((sum, each) => sum + each.sockets, 0)
    return { instance, sockets, pids, runsSince, ...judgeConnection(unit, { instance, runsSince }) }
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
