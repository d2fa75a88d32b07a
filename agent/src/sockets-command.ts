// `signalbox-agent sockets`: which Redis each unit of the policy is connected to, and whether its env file says the same.
import type { UnitSockets } from "@signalbox/protocol/redis-sockets"
import type { AgentConfig } from "./config.ts"
import { openEnvFiles } from "./host/files/env-files.ts"
import { knownRedis } from "./host/sockets/known-redis.ts"
import { readUnitConnections } from "./host/sockets/unit-connections.ts"
import { readUnitEnvs } from "./host/sockets/unit-envs.ts"
import { judgeUnitSockets } from "./host/sockets/unit-sockets.ts"
import { readPolicy } from "./install/write-policy.ts"
import { namedWords } from "./named-words.ts"
import { placeOf } from "./redis-place.ts"
import { tableLines } from "./terminal-table.ts"

/** @throws UsageError */
export async function socketsCommand(
  config: AgentConfig,
  words: string[],
  { say }: { say: (line: string) => void },
): Promise<void> {
  const { address, json } = namedWords(words, ["address", "json"])
  const policy = readPolicy(config.policyPath)
  const files = openEnvFiles(config.playground === undefined ? {} : { root: config.playground })
  const { units, targets } = await readUnitEnvs({ policyPath: config.policyPath, files }, policy)
  const known = await knownRedis(address === undefined ? targets : [...targets, placeOf(address)])
  const connections = readUnitConnections(units.map(({ unit }) => unit))
  const seen = judgeUnitSockets(units, known, connections)
  if (json === "yes") return say(JSON.stringify(seen, null, 2))
  const rows = seen.flatMap(rowsOf)
  for (const line of tableLines(["unit", "Redis", "sockets", "since", "verdict", "why"], rows)) say(line)
}

function rowsOf(unit: UnitSockets): (string | number | null)[][] {
  if (!unit.isReadable)
    return [[unit.unit, "?", null, null, "unknown", "its processes may not be looked into: run this as root"]]
  if (unit.processes === 0) return [[unit.unit, "", null, null, "", "it does not run"]]
  const since = (at: number) => new Date(at).toISOString().slice(0, 19)
  return [
    ...unit.connections.map((each) => [
      unit.unit,
      each.instance,
      each.sockets,
      since(each.runsSince),
      each.verdict,
      each.reason,
    ]),
    ...unit.missing.map((instance) => [unit.unit, instance, 0, null, "not connected", "its env names it"]),
  ]
}
