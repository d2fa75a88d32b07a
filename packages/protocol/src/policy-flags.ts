// The host policy as flags of the install line, so that an operator reads what a server will permit before pasting it.
//   --allow-env PATH=OWNER:GROUP:MODE[+MODE]:UNIT[,UNIT]   an env file and the units that restart with it
//   --allow-unit UNIT=VERB[,VERB]                          what may be done to a unit
//   --allow-probe HOST:PORT[,PORT]                         where checks may connect to, besides loopback
//   --allow-file PATH                                      a file whose age may be read
//   --allow-redis UNIT=PATH:PORT:VERB[,VERB]:BYTES[:ADDRESS[,ADDRESS]]
//                                                          a local Redis: our configuration file, its port, what may be done
//                                                          to it, how much memory it may have, where it may listen besides loopback
//   --deny-key KEY                                         an env key that is refused, besides the built-in ones
import { DENIED_KEYS_DEFAULT, HostPolicy } from "./policy.ts"
import { Problem } from "./problem.ts"

const ENV_BYTES_DEFAULT = 65_536

/** The words of a policy, in pairs of flag and value. What equals a default is left out. */
export function policyFlags(policy: HostPolicy): string[] {
  const builtIn: readonly string[] = DENIED_KEYS_DEFAULT
  return [
    ...policy.env.flatMap((entry) => ["--allow-env", envFlag(entry)]),
    ...policy.units.flatMap((unit) => ["--allow-unit", `${unit.name}=${unit.verbs.join(",")}`]),
    ...policy.probes.flatMap((probe) => ["--allow-probe", `${probe.host}:${probe.ports.join(",")}`]),
    ...policy.watchedFiles.flatMap((path) => ["--allow-file", path]),
    ...policy.redis.flatMap((entry) => ["--allow-redis", redisFlag(entry)]),
    ...policy.deniedKeys.filter((key) => !builtIn.includes(key)).flatMap((key) => ["--deny-key", key]),
  ]
}

/**
 * The policy that flags spell out; the inverse of `policyFlags`.
 * @throws Problem `invalid-input`, naming the flag that is wrong
 */
export function parsePolicyFlags(flags: readonly string[]): HostPolicy {
  const draft = {
    version: 1,
    env: [],
    units: [],
    probes: [],
    deniedKeys: [...DENIED_KEYS_DEFAULT],
    watchedFiles: [],
    redis: [],
  }
  const policy: Record<string, unknown[] | number> = draft
  for (let at = 0; at < flags.length; at += 2) {
    const [flag = "", value] = flags.slice(at, at + 2)
    const reader = isPolicyFlag(flag) ? READERS[flag] : undefined
    if (!reader || value === undefined) throw new Problem("invalid-input", `${flag} is not a flag of the host policy.`)
    const list = policy[reader.list]
    if (Array.isArray(list)) list.push(parseValue(reader, `${flag} ${value}`, value))
  }
  const parsed = HostPolicy.safeParse(policy)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new Problem("invalid-input", `The host policy is not valid: ${issue?.path.join(".")} ${issue?.message}.`)
}

/** True for a flag that `parsePolicyFlags` reads. */
export function isPolicyFlag(flag: string): boolean {
  return Object.hasOwn(READERS, flag)
}

type Reader = { list: string; read: (value: string) => unknown }

const READERS: Record<string, Reader> = {
  "--allow-env": { list: "env", read: readEnv },
  "--allow-unit": { list: "units", read: readUnit },
  "--allow-probe": { list: "probes", read: readProbe },
  "--allow-file": { list: "watchedFiles", read: (value) => value },
  "--allow-redis": { list: "redis", read: readRedis },
  "--deny-key": { list: "deniedKeys", read: (value) => value },
}

function parseValue(reader: Reader, words: string, value: string): unknown {
  const entry = reader.read(value)
  if (entry === undefined) throw new Problem("invalid-input", `${words} is not in the form that the flag wants.`)
  return entry
}

function envFlag(entry: HostPolicy["env"][number]): string {
  if (entry.bytesMax !== ENV_BYTES_DEFAULT) {
    throw new Problem("invalid-input", "An install line cannot carry a size limit of its own for an env file.")
  }
  return `${entry.path}=${entry.owner}:${entry.group}:${entry.modes.join("+")}:${entry.units.join(",")}`
}

/** Paths may hold `=` and unit names `:`, so the path ends at the last `=` and the units begin after the third `:`. */
function readEnv(value: string): unknown {
  const cut = value.lastIndexOf("=")
  if (cut < 1) return undefined
  const [owner, group, modes, ...units] = value.slice(cut + 1).split(":")
  if (modes === undefined) return undefined
  return { path: value.slice(0, cut), owner, group, modes: modes.split("+"), units: list(units.join(":")) }
}

function readUnit(value: string): unknown {
  const cut = value.lastIndexOf("=")
  return cut < 1 ? undefined : { name: value.slice(0, cut), verbs: list(value.slice(cut + 1)) }
}

function readProbe(value: string): unknown {
  const cut = value.lastIndexOf(":")
  return cut < 1 ? undefined : { host: value.slice(0, cut), ports: list(value.slice(cut + 1)).map(Number) }
}

function redisFlag({ unit, path, port, verbs, memoryBytesMax, bind }: HostPolicy["redis"][number]): string {
  if (/[:=]/.test(path))
    throw new Problem("invalid-input", "An install line cannot carry a Redis path with : or = in it.")
  const beyond = bind.length > 0 ? `:${bind.join(",")}` : ""
  return `${unit}=${path}:${port}:${verbs.join(",")}:${memoryBytesMax}${beyond}`
}

/** Addresses come last, for those of IPv6 hold colons. */
function readRedis(value: string): unknown {
  const cut = value.indexOf("=")
  const [path, port, verbs, bytes, ...addresses] = value.slice(cut + 1).split(":")
  if (cut < 1 || bytes === undefined) return undefined
  const bind = list(addresses.join(":"))
  return {
    unit: value.slice(0, cut),
    path,
    port: Number(port),
    verbs: list(verbs ?? ""),
    memoryBytesMax: Number(bytes),
    bind,
  }
}

function list(text: string): string[] {
  return text === "" ? [] : text.split(",")
}
