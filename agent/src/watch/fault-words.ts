import type { RedisObserved } from "@signalbox/protocol/redis"

type Fault = { state: Exclude<RedisObserved["state"], "up">; fault: string }

const refused = (fault: string): Fault => ({ state: "refused", fault })
const down = (fault: string): Fault => ({ state: "down", fault })

/** Kinds of a RedisFailure. The words are ours alone: what a server says may repeat what was sent to it. */
const FAULTS: Readonly<Record<string, Fault>> = {
  LOADING: { state: "loading", fault: "It is loading its data from disk." },
  WRONGPASS: refused("It does not take the user and password of the env file."),
  NOAUTH: refused("It wants a password, and no env file names one for it."),
  NOPERM: refused("The user of the env file may not ask for INFO."),
  DENIED: refused("Its protected mode lets nobody in from outside."),
  ERR: refused("It does not take what the env file says to log in."),
  "unknown-command": refused("It does not know the commands to log in or to ask for INFO."),
  "too-many-clients": refused("It has as many clients as it takes (maxclients)."),
  BUSY: down("It is busy with a script and answers nobody."),
  "timed-out": down("It did not answer in time."),
  closed: down("It ended the connection."),
  "not-redis": down("What answers there is no Redis."),
  "too-large": down("Its answer is larger than any of a Redis that works."),
  ECONNREFUSED: down("Nothing listens there."),
  ECONNRESET: down("The connection was reset."),
  EHOSTUNREACH: down("There is no way to its host."),
  ENETUNREACH: down("There is no way to its network."),
  ENOTFOUND: down("Its name cannot be resolved."),
  EAI_AGAIN: down("Its name cannot be resolved now."),
}

/** What a failure of this kind means for whoever looks at the instance. */
export function faultOf(kind: string): Fault {
  const known = Object.hasOwn(FAULTS, kind) ? FAULTS[kind] : undefined
  // Another code of the system, such as one of TLS.
  return known ?? down(`No connection: ${kind.replace(/[^\w-]/g, "").slice(0, 60)}.`)
}
