// Whether a server can take a local Redis: looked at before anything is planned, and again by its agent before anything is touched.
import { HostVitals } from "@signalbox/protocol/observe"
import { HostPolicy } from "@signalbox/protocol/policy"
import { RedisObserved } from "@signalbox/protocol/redis"
import { z } from "zod"
import { serverStatus } from "../servers/server-status.ts"
import type { Ground, GroundServer } from "./read-ground.ts"
import type { GroundView } from "./schema.ts"

const MIB = 1_048_576
/** Of the disk. */
const DISK_FULL = 0.95
const Facts = z.object({ memoryBytes: z.number() })

export function checkGround({ policy, shared }: Ground, server: GroundServer): GroundView[] {
  return [
    verdict("The server is connected", serverStatus(server) === "online", serverStatus(server)),
    agentKnowsRedis(server),
    redisPolicyReads(server),
    hostPolicyPermits(server, policy.service),
    memoryRoom(server),
    diskRoom(server),
    portNow(server),
    sharedNow(server, `${shared.host}:${shared.port}`),
  ]
}

function verdict(title: string, holds: boolean, seen: string): GroundView {
  return { title, verdict: holds ? "pass" : "fail", seen }
}

function agentKnowsRedis({ capabilities, agentVersion }: GroundServer): GroundView {
  const knows = capabilities.includes("change.redis")
  const seen = knows ? `agent ${agentVersion ?? ""}` : `agent ${agentVersion ?? ""} cannot; it must be updated`
  return verdict("Its agent can manage a Redis", knows, seen)
}

function redisPolicyReads({ redisPolicy }: GroundServer): GroundView {
  const title = "The Redis policy says what its Redis shall be"
  if (!redisPolicy) return verdict(title, false, "it has no text that can be read")
  if (redisPolicy.state === "removed") return verdict(title, false, "it says that there shall be none")
  const { port, maxMemoryBytes, eviction } = redisPolicy
  return verdict(title, true, `port ${port}, ${Math.round(maxMemoryBytes / MIB)} MB, ${eviction}`)
}

function hostPolicyPermits(server: GroundServer, { units, envPath }: { units: string[]; envPath: string }): GroundView {
  const title = "Its host policy permits a local Redis"
  const parsed = HostPolicy.safeParse(server.policy)
  const [unit = ""] = units
  const entry = parsed.data?.redis.find((each) => each.unit === unit && each.path === envPath)
  if (!entry) return verdict(title, false, `${unit} with ${envPath} is not listed in it`)
  const missing = (["install", "configure"] as const).filter((verb) => !entry.verbs.includes(verb))
  if (missing.length > 0) return verdict(title, false, `it does not permit to ${missing.join(" and ")}`)
  const wanted = server.redisPolicy
  if (wanted && wanted.port !== entry.port) return verdict(title, false, `it permits port ${entry.port} only`)
  if (wanted && wanted.maxMemoryBytes > entry.memoryBytesMax)
    return verdict(title, false, `it permits ${Math.round(entry.memoryBytesMax / MIB)} MB at most`)
  return verdict(title, true, entry.verbs.join(", "))
}

function memoryRoom({ redisPolicy, facts, vitals }: GroundServer): GroundView {
  const title = "There is memory for it"
  const total = Facts.safeParse(facts).data?.memoryBytes
  const used = HostVitals.safeParse(vitals).data?.memoryUsedBytes
  if (total === undefined || used === undefined || !redisPolicy)
    return { title, verdict: "note", seen: "not measured yet" }
  const free = Math.max(0, total - used)
  const seen = `${Math.round(free / MIB)} MB free, at most ${Math.round(redisPolicy.maxMemoryBytes / MIB)} MB wanted`
  return verdict(title, free >= redisPolicy.maxMemoryBytes, seen)
}

function diskRoom({ vitals }: GroundServer): GroundView {
  const title = "There is room on its disk"
  const disk = HostVitals.safeParse(vitals).data?.disk
  if (disk === undefined) return { title, verdict: "note", seen: "not measured yet" }
  return verdict(title, disk < DISK_FULL, `${Math.round(disk * 100)} % used`)
}

/** A Redis that is there already is taken over; what else may hold the port is seen by the agent alone. */
function portNow({ redisInstances, redisPolicy }: GroundServer): GroundView {
  const title = "Its port is free, or a Redis has it that can be taken over"
  const there = redisInstances.find((instance) => instance.port === redisPolicy?.port)
  const look = RedisObserved.safeParse(there?.looks[0]?.look).data
  if (look?.state !== "up") return { title, verdict: "note", seen: "no Redis answers there; the agent looks again" }
  const { product, version } = look.facts ?? { product: "Redis", version: "" }
  return { title, verdict: "note", seen: `${product} ${version} answers there, and is put under the policy` }
}

function sharedNow({ sockets }: GroundServer, address: string): GroundView {
  const title = "Its units are seen on the shared Redis"
  if (!sockets || sockets.fault !== null) return { title, verdict: "note", seen: sockets?.fault ?? "not looked at yet" }
  const count = sockets.units
    .flatMap((unit) => unit.connections)
    .filter((connection) => connection.instance === address)
    .reduce((sum, connection) => sum + connection.sockets, 0)
  return { title, verdict: "note", seen: `${count} open sockets to ${address}` }
}
