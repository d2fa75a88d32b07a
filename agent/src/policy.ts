// What this server permits. Read from disk for every change, so that what its owner changes holds at once; the control
// plane has no way to write it. No file, an empty one or one with a fault permits nothing.
import { constants } from "node:fs"
import { isIPv4 } from "node:net"
import { DIALECTS, readEnv } from "@signalbox/env-file/dialects"
import { hostOf } from "@signalbox/env-file/host-of"
import { isDeniedKey } from "@signalbox/env-file/policy-keys"
import { isSecretKey } from "@signalbox/env-file/secret-keys"
import type { EnvChange, RedisChange } from "@signalbox/protocol/change"
import type { CheckSpec } from "@signalbox/protocol/check"
import { HostPolicy, type UnitVerb } from "@signalbox/protocol/policy"
import { Problem } from "@signalbox/protocol/problem"
import { type RedisCheck, redisTargetOf } from "./checks/redis-target.ts"
import { errorCode, readFully, realFileSystem } from "./host/file-system.ts"
import { isForbiddenUnit, whyForbidden } from "./host/forbidden-paths.ts"
import { REDIS_PRODUCTS } from "./host/redis/products.ts"

export type LoadedPolicy = { policy: HostPolicy | null; fault: string | null }

const POLICY_BYTES_MAX = 256 * 1024

/** Never throws: the fault says, in a sentence, why nothing is permitted. */
export function loadPolicy(path: string): LoadedPolicy {
  try {
    const parsed = HostPolicy.safeParse(JSON.parse(readPolicyFile(path)))
    if (parsed.success) return { policy: parsed.data, fault: null }
    const issue = parsed.error.issues[0]
    return faulty(`${path} is not valid: ${issue?.path.join(".") || "policy"}: ${issue?.message}`)
  } catch (error) {
    if (error instanceof Problem) return faulty(error.message)
    if (error instanceof SyntaxError) return faulty(`${path} is not JSON.`)
    return faulty(errorCode(error) === "ENOENT" ? `There is no ${path}.` : `${path} cannot be read.`)
  }
}

/**
 * Whether this server permits the change.
 * @throws Problem `policy-refused`, saying what exactly is not permitted
 */
export function checkEnvChange(loaded: LoadedPolicy, change: EnvChange, ownPaths: readonly string[] = []): void {
  const policy = policyOf(loaded)
  const forbidden = whyForbidden(change.path, ownPaths)
  if (forbidden) refuse(`${change.path}: ${forbidden}.`)
  const entry = policy.env.find((candidate) => candidate.path === change.path)
  if (!entry) refuse(`The env file ${change.path} is not in the host policy.`)
  if (change.owner !== entry.owner) refuse(`${change.path} must belong to ${entry.owner}, not to ${change.owner}.`)
  if (change.group !== entry.group) refuse(`${change.path} must have the group ${entry.group}, not ${change.group}.`)
  if (!entry.modes.includes(change.mode)) refuse(`The mode ${change.mode} is not permitted for ${change.path}.`)
  const bytes = Buffer.byteLength(change.text)
  if (bytes > entry.bytesMax) refuse(`${change.path} may have ${entry.bytesMax} bytes, not ${bytes}.`)
  for (const unit of change.units) checkRestart(entry, unit)
  checkKeys(policy, change.text)
  for (const spec of change.checks) checkSpec(policy, spec, change.text)
}

/**
 * Whether this server permits the change of a local Redis.
 * @throws Problem `policy-refused`, saying what exactly is not permitted
 */
export function checkRedisChange(loaded: LoadedPolicy, change: RedisChange, ownPaths: readonly string[] = []): void {
  const policy = policyOf(loaded)
  const { unit, path, policy: wanted } = change
  const product = REDIS_PRODUCTS[wanted.product]
  const entry = policy.redis.find((candidate) => candidate.unit === unit)
  if (!entry) refuse(`A Redis of the unit ${unit} ${NOT_LISTED}`)
  if (!product.units.includes(unit)) refuse(`${unit} is not a unit of ${wanted.product}: ${product.units.join(", ")}.`)
  const forbidden = whyForbidden(path, ownPaths)
  if (forbidden) refuse(`${path}: ${forbidden}.`)
  const folder = product.mainConf.slice(0, product.mainConf.lastIndexOf("/"))
  if (path !== entry.path) refuse(`The configuration of ${unit} is ${entry.path} in the host policy, not ${path}.`)
  if (!new RegExp(`^${folder}/[A-Za-z0-9._-]+\\.conf$`).test(path) || path === product.mainConf) {
    refuse(`${path} is no configuration file of its own beside ${product.mainConf}.`)
  }
  if (change.owner !== product.account || change.group !== product.account || change.mode !== "0640") {
    refuse(`${path} must belong to ${product.account}:${product.account} with the mode 0640.`)
  }
  const verb = wanted.state === "removed" ? "remove" : "configure"
  if (!entry.verbs.includes(verb)) refuse(`The host policy does not permit to ${verb} ${unit}.`)
  if (wanted.port !== entry.port) refuse(`The port of ${unit} is ${entry.port} in the host policy, not ${wanted.port}.`)
  if (wanted.maxMemoryBytes > entry.memoryBytesMax) {
    refuse(`${unit} may have ${entry.memoryBytesMax} bytes of memory, not ${wanted.maxMemoryBytes}.`)
  }
  const beyond = wanted.bind.find((address) => !isLoopback(address) && !entry.bind.includes(address))
  if (beyond !== undefined) refuse(`${unit} may not listen on ${beyond}: the host policy lists no such address.`)
  for (const spec of change.checks) checkSpec(policy, spec, null)
}

/** Whether the package of this unit may be installed. @throws Problem `policy-refused` */
export function checkRedisInstall(loaded: LoadedPolicy, unit: string): void {
  const entry = policyOf(loaded).redis.find((candidate) => candidate.unit === unit)
  if (!entry?.verbs.includes("install"))
    refuse(`${unit} is not installed, and the host policy does not permit to install it.`)
}

/** Whether a check may be run here. `text`: the env text from which it takes its values. @throws Problem `policy-refused` */
export function checkSpec(policy: HostPolicy, spec: CheckSpec, text: string | null): void {
  switch (spec.kind) {
    case "unit-active":
      if (!isKnownUnit(policy, spec.unit)) refuse(`The unit ${spec.unit} is not in the host policy.`)
      break
    case "http": {
      const url = new URL(spec.url)
      checkProbe(policy, hostOfUrl(url), Number(url.port || (url.protocol === "https:" ? 443 : 80)))
      break
    }
    case "tcp":
      checkProbe(policy, spec.host, spec.port)
      break
    case "redis-ping": {
      const target = redisTargetOf(spec, text)
      // What names no target fails as a check; it reaches nobody.
      if (target.ok && !isProbe(policy, target.host, target.port)) refuse(`${placeOf(spec, target)} ${NOT_LISTED}`)
      break
    }
    case "journal-shows":
    case "journal-lacks":
      if (!mayAct(policy, spec.unit, "logs")) refuse(`The logs of ${spec.unit} are not in the host policy.`)
      break
    case "file-age":
      if (!policy.watchedFiles.includes(spec.path)) refuse(`The file ${spec.path} is not in the host policy.`)
      break
    case "env-assertions":
      break
  }
}

/** Whether the policy lists the verb for exactly this unit. */
export function mayAct(policy: HostPolicy, unit: string, verb: UnitVerb): boolean {
  return policy.units.some((entry) => entry.name === unit && entry.verbs.includes(verb))
}

/** The units whose lines may leave the server, of those given. */
export function loggedUnits(policy: HostPolicy, units: readonly string[]): string[] {
  return units.filter((unit) => mayAct(policy, unit, "logs"))
}

function policyOf({ policy, fault }: LoadedPolicy): HostPolicy {
  return policy ?? refuse(`The host policy permits nothing: ${fault}`)
}

/** Named beside the file means: restarts with it. Nobody writes that line without wanting it. */
function checkRestart(entry: HostPolicy["env"][number], unit: string): void {
  if (isForbiddenUnit(unit)) refuse(`The unit ${unit} is never restarted for a change.`)
  if (!entry.units.includes(unit)) refuse(`The host policy does not let ${unit} restart with ${entry.path}.`)
}

/** Every program's reading counts: a key that one of them does not see may be seen by the one that matters. */
function checkKeys(policy: HostPolicy, text: string): void {
  const keys = new Set(DIALECTS.flatMap((dialect) => [...readEnv(text, dialect).values.keys()]))
  const denied = [...keys].find((key) => isDeniedKey(key, policy.deniedKeys))
  if (denied !== undefined) refuse(`The env key ${denied} is denied by the host policy.`)
}

function isKnownUnit(policy: HostPolicy, unit: string): boolean {
  return (
    policy.units.some((entry) => entry.name === unit) ||
    policy.env.some((entry) => entry.units.includes(unit)) ||
    policy.redis.some((entry) => entry.unit === unit)
  )
}

const NOT_LISTED = "is not in the host policy."

function checkProbe(policy: HostPolicy, host: string, port: number): void {
  if (!isProbe(policy, host, port)) refuse(`Connecting to ${host}:${port} ${NOT_LISTED}`)
}

/** Whether the policy lets us connect there: loopback always, anything else by its literal name. */
export function isProbe(policy: HostPolicy, host: string, port: number): boolean {
  return isLoopback(host) || policy.probes.some((probe) => probe.host === host && probe.ports.includes(port))
}

/** What an env file has in the place of a host is repeated only if it is one: it may be a secret in the wrong place. */
function placeOf(spec: RedisCheck, { host, port }: { host: string; port: number }): string {
  const key = spec.urlKey ?? spec.hostKey ?? ""
  const isShown = hostOf(host) === host.toLowerCase() && !isSecretKey(spec.urlKey === undefined ? key : "")
  return isShown ? `Connecting to ${host}:${port}` : `Connecting to what ${key} names`
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."))
}

/** An IPv6 address without the brackets that a URL wants. */
function hostOfUrl(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1")
}

/** Its owner must be root, or ourselves where we are not root; nobody else may be able to change it. */
function readPolicyFile(path: string): string {
  const fs = realFileSystem
  const fd = fs.openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const seen = fs.fstatSync(fd)
    const owners = [0, process.getuid?.()]
    if (!seen.isFile()) throw new Problem("policy-refused", `${path} is not a regular file.`)
    if (!owners.includes(seen.uid)) throw new Problem("policy-refused", `${path} does not belong to root.`)
    if ((seen.mode & 0o022) !== 0) throw new Problem("policy-refused", `${path} may be written by others than root.`)
    const text = readFully(fs, fd, POLICY_BYTES_MAX).toString("utf8")
    if (text.trim() === "") throw new Problem("policy-refused", `${path} is empty.`)
    return text
  } finally {
    fs.closeSync(fd)
  }
}

function faulty(fault: string): LoadedPolicy {
  return { policy: null, fault: fault.slice(0, 500) }
}

function refuse(message: string): never {
  throw new Problem("policy-refused", message)
}
