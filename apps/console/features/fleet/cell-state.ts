import type { ServerBriefView } from "@signalbox/domain/servers/schema"
import { lampOf } from "../../design/lamp.tsx"
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
  const states = services.flatMap(({ change, isDrifted, appliedNumber, latestNumber }): CellState[] => [
    ...(change ? [{ lamp: lampOf.change(change.status), word: change.status }] : []),
    ...(isDrifted ? [{ lamp: "caution" as const, word: "drifted" }] : []),
    ...((latestNumber ?? 0) > (appliedNumber ?? 0) ? [{ lamp: "caution" as const, word: "behind" }] : []),
  ])
  const worst = states
    .filter(({ lamp }) => ORDER.includes(lamp))
    .sort((left, right) => ORDER.indexOf(left.lamp) - ORDER.indexOf(right.lamp))[0]
  return worst ?? own
}
