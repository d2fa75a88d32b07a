import type { ServerBriefView, ServiceStandingView } from "@signalbox/domain/servers/schema"
import { lampOf } from "../../design/lamp-of.ts"
import type { LampKind } from "../../design/lamp-sprite.tsx"

export type CellState = { lamp: LampKind; word: string }

/** Worst first: of several things about one server, its cell shows the first. */
const ORDER: LampKind[] = [
  "danger",
  "stuck",
  "rolled-back",
  "caution",
  "applying",
  "verifying",
  "unreachable",
  "expired",
]

/** How one server stands, in one lamp and one word. */
export function cellState({ status, services }: Pick<ServerBriefView, "status" | "services">): CellState {
  const own = { lamp: lampOf.server(status), word: status }
  if (status !== "online") return own
  const worst = services
    .map(stateOfService)
    .filter((state) => state !== null && ORDER.includes(state.lamp))
    .sort((left, right) => ORDER.indexOf(left?.lamp ?? "unknown") - ORDER.indexOf(right?.lamp ?? "unknown"))[0]
  return worst ?? own
}

/** What a change does or did says more than that the server is behind until it has. */
function stateOfService({ change, isDrifted, appliedNumber, latestNumber }: ServiceStandingView): CellState | null {
  if (change) return { lamp: lampOf.change(change.status), word: change.status }
  if (isDrifted) return { lamp: "caution", word: "drifted" }
  return isBehind({ appliedNumber, latestNumber }) ? { lamp: "caution", word: "behind" } : null
}

export const isBehind = ({
  appliedNumber,
  latestNumber,
}: Pick<ServiceStandingView, "appliedNumber" | "latestNumber">) => (latestNumber ?? 0) > (appliedNumber ?? 0)
