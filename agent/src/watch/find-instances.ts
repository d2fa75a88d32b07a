// Which Redis instances this server watches: those that its env files name and its policy lets us reach, and those that
// it may install. Nobody tells the agent of any other: a control plane cannot.
import { networkInterfaces } from "node:os"
import type { RedisTarget } from "../host/redis/connection.ts"
import type { UnitEnv } from "../host/sockets/judge-connection.ts"
import { type KnownRedis, knownRedis, nameOf } from "../host/sockets/known-redis.ts"
import { readUnitEnvs } from "../host/sockets/unit-envs.ts"
import { isProbe, loadPolicy } from "../policy.ts"

/** More are not watched: each costs two connections and a little of everybody's time. */
const INSTANCES_MAX = 16

export type WatchedInstance = {
  /** `host:port` as an env file names it. */
  name: string
  /** How to get in, as the env files say; they may differ. At least one. */
  targets: readonly RedisTarget[]
  isLocal: boolean
  /** No env file names it: until something answers there, there is nothing to tell. */
  isOptional: boolean
}

export type Found = { units: UnitEnv[]; known: KnownRedis[]; instances: WatchedInstance[] }

/** Read from disk each time, so that what its owner writes holds at once. A policy with a fault permits nothing. */
export async function findInstances(ctx: Parameters<typeof readUnitEnvs>[0]): Promise<Found> {
  const { policy } = loadPolicy(ctx.policyPath)
  if (!policy) return { units: [], known: [], instances: [] }
  const { units, targets } = await readUnitEnvs(ctx, policy)
  const own = policy.redis.map(({ port }) => ownTarget(port))
  const known = await knownRedis([...targets, ...own])
  const here = ownAddresses()
  const instances = known.flatMap(({ name, aliases, endpoints }): WatchedInstance[] => {
    const isHere = (target: RedisTarget) => [name, ...aliases].includes(nameOf(target))
    const named = targets.filter((target) => isHere(target) && isProbe(policy, target.host, target.port))
    const ways = named.length > 0 ? named : own.filter(isHere)
    if (ways.length === 0) return []
    const isLocal = endpoints.some((endpoint) => here.has(hostIn(endpoint)) || endpoint.startsWith("127."))
    return [{ name, targets: distinct(ways), isLocal, isOptional: named.length === 0 }]
  })
  return { units, known, instances: instances.slice(0, INSTANCES_MAX) }
}

function ownTarget(port: number): RedisTarget {
  return { host: "127.0.0.1", port, username: "", password: "", isTls: false, db: 0 }
}

/** Env files that say the same are one way in. Which database they mean does not matter to us. */
function distinct(targets: readonly RedisTarget[]): RedisTarget[] {
  const plain = targets.map(({ host, port, username, password, isTls }) => ({
    ...{ host, port, username, password, isTls },
    db: 0,
  }))
  return [...new Map(plain.map((target) => [JSON.stringify(target), target])).values()]
}

function ownAddresses(): Set<string> {
  return new Set(Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address)))
}

/** Of `host:port` or `[host]:port`. */
function hostIn(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(":")).replace(/^\[(.*)\]$/, "$1")
}
