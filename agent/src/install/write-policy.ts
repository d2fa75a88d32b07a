import { mkdir } from "node:fs/promises"
import { dirname } from "node:path"
import type { HostPolicy } from "@signalbox/protocol/policy"
import { loadPolicy } from "../policy.ts"
import { writeDurably } from "../write-durably.ts"

/** Replaces the host policy. Only somebody on the server comes here: no message of the control plane does. */
export async function writePolicy(path: string, policy: HostPolicy): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 })
  await writeDurably(path, `${JSON.stringify(policy, null, 2)}\n`, 0o644)
}

/**
 * The policy with more entries. An entry for the same path, unit or host takes the place of the one before.
 * @param added what flags spelled out
 */
export function widenPolicy(policy: HostPolicy, added: HostPolicy): HostPolicy {
  return {
    version: 1,
    env: replaceBy((entry) => entry.path, policy.env, added.env),
    units: replaceBy((entry) => entry.name, policy.units, added.units),
    probes: replaceBy((entry) => entry.host, policy.probes, added.probes),
    deniedKeys: [...new Set([...policy.deniedKeys, ...added.deniedKeys])],
    watchedFiles: [...new Set([...policy.watchedFiles, ...added.watchedFiles])],
    redis: replaceBy((entry) => entry.unit, policy.redis, added.redis),
  }
}

/** @throws Error with the sentence that says what is wrong with the policy on disk */
export function readPolicy(path: string): HostPolicy {
  const { policy, fault } = loadPolicy(path)
  if (!policy) throw new Error(fault ?? `${path} cannot be read.`)
  return policy
}

function replaceBy<T>(keyOf: (entry: T) => string, before: readonly T[], added: readonly T[]): T[] {
  const keys = new Set(added.map(keyOf))
  return [...before.filter((entry) => !keys.has(keyOf(entry))), ...added]
}
