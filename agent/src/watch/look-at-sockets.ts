// Which Redis each unit is connected to. Other users' processes may be looked into by a unit of its own only (watch-sockets): what it
// wrote is taken while it is fresh; without it we look ourselves, and say of what we may not read that we could not.
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs"
import type { HostPolicy } from "@signalbox/protocol/policy"
import { RedisSockets } from "@signalbox/protocol/redis"
import type { ObserveContext } from "../host/observe.ts"
import { knownRedis } from "../host/sockets/known-redis.ts"
import { readUnitEnvs } from "../host/sockets/unit-envs.ts"
import { readUnitSockets } from "../host/sockets/unit-sockets.ts"

/** Written every ten seconds. */
const FRESH_MS = 30_000
const FILE_BYTES_MAX = 256 * 1024

type Host = Pick<ObserveContext, "policyPath" | "files">

export async function lookAtSockets(
  host: Host,
  { policy, file }: { policy: HostPolicy; file: string | undefined },
): Promise<RedisSockets> {
  const written = file === undefined ? undefined : readWritten(file)
  return written ?? readSockets(host, policy)
}

/** By our own rights. */
export async function readSockets(host: Host, policy: HostPolicy): Promise<RedisSockets> {
  const { units, places } = await readUnitEnvs(host, policy)
  const seen = readUnitSockets(units, await knownRedis(places)).slice(0, 64)
  const isBlind = seen.length > 0 && seen.every(({ isReadable }) => !isReadable)
  return { at: Date.now(), units: seen, fault: isBlind ? "Processes of other users may not be looked into." : null }
}

/** Only a file of root's that nobody else can write. */
function readWritten(path: string): RedisSockets | undefined {
  let fd: number
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch {
    return undefined
  }
  try {
    const { uid, mode, size } = fstatSync(fd)
    if (uid !== process.getuid?.() || (mode & 0o022) !== 0 || size > FILE_BYTES_MAX) return undefined
    const parsed = RedisSockets.safeParse(JSON.parse(readFileSync(fd, "utf8")))
    return parsed.success && Date.now() - parsed.data.at < FRESH_MS ? parsed.data : undefined
  } catch {
    return undefined
  } finally {
    closeSync(fd)
  }
}
