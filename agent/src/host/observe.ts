import type { EnvReadReply, HostObserved } from "@signalbox/protocol/observe"
import { Problem } from "@signalbox/protocol/problem"
import { type LoadedPolicy, loadPolicy } from "../policy.ts"
import type { Clock } from "./clock.ts"
import { readFacts } from "./facts.ts"
import type { EnvFiles } from "./files/env-files.ts"
import { whyForbidden } from "./forbidden-paths.ts"
import { accountOfUnit } from "./redis/products.ts"
import type { Supervisor, Unit } from "./units/supervisor.ts"

export type ObserveContext = {
  policyPath: string
  supervisor: Pick<Supervisor, "name" | "show">
  files: EnvFiles
  clock: Pick<Clock, "now">
}

/** Everything that the control plane is to know, as it is now. Only what the policy names is looked at. */
export async function observeHost(ctx: ObserveContext, openCommands: readonly string[]): Promise<HostObserved> {
  const loaded = loadPolicy(ctx.policyPath)
  const redis = (loaded.policy?.redis ?? []).map(({ unit, path }) => ({ path, owner: accountOfUnit(unit) }))
  const entries = [...(loaded.policy?.env ?? []), ...redis]
  const files = await Promise.all(
    entries.map(async ({ path, owner }) => (await filesFor(ctx, redis, path)).observeFile(path, owner)),
  )
  const units = await ctx.supervisor.show(unitNames(loaded)).catch((): Unit[] => [])
  return {
    at: ctx.clock.now(),
    facts: readFacts(ctx.supervisor.name),
    policy: loaded.policy,
    policyFault: loaded.fault,
    files,
    units: units.map(publicUnit),
    openCommands: openCommands.slice(0, 64),
  }
}

/** A Redis's folder may be written by its own group. */
async function filesFor({ files }: ObserveContext, redis: readonly { path: string; owner: string }[], path: string) {
  const entry = redis.find((each) => each.path === path)
  const gid = entry && (await files.accounts.gid(entry.owner))
  return gid === undefined ? files : files.sharedWith(gid)
}

/** Every unit that the policy names, once. */
export function unitNames({ policy }: LoadedPolicy): string[] {
  const named = [
    ...(policy?.units ?? []).map((unit) => unit.name),
    ...(policy?.env ?? []).flatMap((env) => env.units),
    ...(policy?.redis ?? []).map(({ unit }) => unit),
  ]
  return [...new Set(named)].slice(0, 256)
}

/**
 * An env file with its text, for the control plane to import or compare.
 * @throws Problem `policy-refused` for any other file, `unsafe-file`
 */
export async function readPermittedEnv(
  ctx: Pick<ObserveContext, "policyPath" | "files">,
  path: string,
): Promise<EnvReadReply> {
  const { policy, fault } = loadPolicy(ctx.policyPath)
  const entry = policy?.env.find((candidate) => candidate.path === path)
  if (!entry || whyForbidden(path)) {
    throw new Problem("policy-refused", fault ?? `The env file ${path} is not in the host policy.`)
  }
  const uid = await ctx.files.accounts.uid(entry.owner)
  const found = ctx.files.readEnvFile(path, uid === undefined ? [] : [uid])
  if (!found) return { file: await ctx.files.observeFile(path, entry.owner), text: null }
  if (found.bytes.length > entry.bytesMax) throw new Problem("too-large", `${path} is larger than the policy permits.`)
  const file = { path, state: "present" as const, ...(await ctx.files.describe(found.state)) }
  return { file, text: textOf(found.bytes, path) }
}

function textOf(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new Problem("invalid-env", `${path} is not UTF-8.`, { cause: error })
  }
}

function publicUnit(unit: Unit): HostObserved["units"][number] {
  const {
    invocationId: _,
    type: __,
    startedMonotonic: ___,
    remainsAfterExit: ____,
    conditionMet: _____,
    ...state
  } = unit
  return state
}
