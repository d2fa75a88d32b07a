import { type PlanRolloutInput, StrategyInput } from "@signalbox/domain/rollouts/schema"
import type { ServiceOnServerView } from "@signalbox/domain/services/schema"

export type WantedServer = { serverId: string; number?: number }

/** What the URL asks for: `servers=ID,ID:12`, where 12 is the version to go to instead of the newest. */
export function readWanted(params: URLSearchParams): WantedServer[] | null {
  const text = params.get("servers")
  if (text === null || text === "") return null
  const seen = new Set<string>()
  return text.split(",").flatMap((part) => {
    const [serverId = "", version] = part.split(":")
    if (serverId === "" || seen.has(serverId)) return []
    seen.add(serverId)
    const number = Number(version)
    return [Number.isInteger(number) && number > 0 ? { serverId, number } : { serverId }]
  })
}

export const writeWanted = (wanted: readonly WantedServer[]) =>
  wanted.map(({ serverId, number }) => (number === undefined ? serverId : `${serverId}:${number}`)).join(",")

/** Servers on which something newer was saved than was applied. */
export function behind(servers: readonly ServiceOnServerView[]): WantedServer[] {
  return servers
    .filter(({ latestNumber, appliedNumber }) => latestNumber !== null && latestNumber > (appliedNumber ?? 0))
    .map(({ serverId }) => ({ serverId }))
}

export type Strategy = PlanRolloutInput["strategy"]

export const STRATEGY = StrategyInput.parse({})

/** Name in the URL, and what one there is worth. */
const FIELDS: Record<keyof Strategy, { param: string; unit: number }> = {
  canary: { param: "canary", unit: 1 },
  batchSize: { param: "batch", unit: 1 },
  soakMs: { param: "soak", unit: 1_000 },
  stopAfterFailures: { param: "stop", unit: 1 },
  ttlMs: { param: "ttl", unit: 60_000 },
  settleMs: { param: "settle", unit: 1_000 },
}
const NAMES = Object.keys(FIELDS) as (keyof Strategy)[]

/** The strategy that the URL spells; what it leaves out, or spells wrongly, is as usual. */
export function readStrategy(params: URLSearchParams): Strategy {
  const read: Strategy = { ...STRATEGY }
  for (const name of NAMES) {
    const { param, unit } = FIELDS[name]
    const text = params.get(param)
    if (text === null || text.trim() === "") continue
    const parsed = StrategyInput.shape[name].safeParse(Math.round(Number(text) * unit))
    if (parsed.success) read[name] = parsed.data
  }
  return read
}

/** Only what is not as usual stands in the URL. */
export function writeStrategy(strategy: Strategy): Record<string, string | undefined> {
  return Object.fromEntries(
    NAMES.map((name) => {
      const { param, unit } = FIELDS[name]
      return [param, strategy[name] === STRATEGY[name] ? undefined : String(strategy[name] / unit)]
    }),
  )
}
