import type { PlanConversionInput } from "@signalbox/domain/conversions/schema"

const list = (text: string | null) => (text ?? "").split(",").filter(Boolean)

/** What the address says shall be converted; null as long as it names no servers, no shared Redis or no policy. */
export function readChoice(params: URLSearchParams): PlanConversionInput | null {
  const serverIds = list(params.get("servers"))
  const sharedInstanceId = params.get("shared")
  const policyServiceId = params.get("policy")
  if (serverIds.length === 0 || !sharedInstanceId || !policyServiceId) return null
  return {
    serverIds,
    sharedInstanceId,
    policyServiceId,
    keys: readKeys(params),
    queues: readQueues(params),
    measureMs: readMinutes(params) * 60_000,
  }
}

export const readServers = (params: URLSearchParams): string[] => list(params.get("servers"))
export const readQueues = (params: URLSearchParams) => (params.get("queues") === "leave" ? "leave" : "drain")

/** How long each measurement lasts; five minutes unless the address says another whole number of them, up to a day. */
export function readMinutes(params: URLSearchParams): number {
  const minutes = Number(params.get("minutes") ?? 5)
  return Number.isInteger(minutes) && minutes >= 1 && minutes <= 1_440 ? minutes : 5
}

type KeyChoice = PlanConversionInput["keys"][number]

function readKeys(params: URLSearchParams): KeyChoice[] {
  return list(params.get("keys")).flatMap((word) => {
    const [serviceId, key, moves] = word.split(":")
    return serviceId && key ? [{ serviceId, key, moves: moves === "moves" }] : []
  })
}

/** The same choices with one key chosen anew, as the address holds them. */
export function withKey(keys: readonly KeyChoice[], chosen: KeyChoice): string {
  const others = keys.filter(({ serviceId, key }) => serviceId !== chosen.serviceId || key !== chosen.key)
  return [...others, chosen]
    .map(({ serviceId, key, moves }) => `${serviceId}:${key}:${moves ? "moves" : "stays"}`)
    .join(",")
}
