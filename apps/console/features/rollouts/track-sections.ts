import type { RolloutTargetView } from "@signalbox/domain/rollouts/schema"
import { CHANGE_STATUSES, type ChangeStatus } from "@signalbox/domain/status"
import { type Batch, batchWords, type Gate } from "./rollout-batches.ts"

/** One road of a section: a server, or those that the drawing has no room for. */
export type Road = { target: RolloutTargetView; rest?: never } | { target?: never; rest: RolloutTargetView[] }

/** A section of the track: a batch, or several far from where the rollout is. */
export type Section = { id: string; title: string; roads: Road[]; gate: Gate; gateName: string; isNow: boolean }

const ROADS_MAX = 4
const SECTIONS_MIN = 3

/** What a section says first: trouble, then motion, then the rest. */
const PRECEDENCE: readonly ChangeStatus[] = [
  "stuck",
  "failed",
  "rolled-back",
  "verifying",
  "applying",
  "unreachable",
  "expired",
  "pending",
  "applied",
  "skipped",
]

/** At most `sectionsMax` sections: the batch under way and its neighbours for themselves, those before and after folded. */
export function sectionsOf(batches: readonly Batch[], currentBatch: number, sectionsMax: number): Section[] {
  const room = Math.max(SECTIONS_MIN, sectionsMax)
  if (batches.length <= room) return batches.map((batch) => own(batch, currentBatch))
  const at = Math.max(
    0,
    batches.findIndex((batch) => batch.number >= currentBatch),
  )
  // Both ends may need a fold; what room is left goes to the batch under way and those after it.
  const width = room - 2
  const from = Math.min(at <= 1 ? 0 : at, batches.length - width - 1)
  const start = from <= 1 ? 0 : from
  const end = Math.min(batches.length, start + (start === 0 ? room - 1 : width))
  const isTailOwn = end >= batches.length - 1
  return [
    ...(start > 0 ? [fold(batches.slice(0, start))] : []),
    ...batches.slice(start, isTailOwn ? batches.length : end).map((batch) => own(batch, currentBatch)),
    ...(isTailOwn ? [] : [fold(batches.slice(end))]),
  ]
}

function own(batch: Batch, currentBatch: number): Section {
  return {
    id: `batch-${batch.number}`,
    title: `${batch.number} · ${batchWords(batch)}`,
    roads: roadsOf(batch.targets),
    gate: batch.gate,
    gateName: `gate ${batch.number}`,
    isNow: batch.number === currentBatch,
  }
}

function fold(batches: readonly Batch[]): Section {
  const first = batches[0]?.number ?? 0
  const last = batches.at(-1)
  const rest = batches.flatMap((batch) => batch.targets)
  return {
    id: `fold-${first}`,
    title: first === last?.number ? `${first}` : `${first} to ${last?.number}`,
    roads: [{ rest }],
    gate: last?.gate ?? { state: "closed", at: null, failures: 0 },
    gateName: `gate ${last?.number}`,
    isNow: false,
  }
}

/** In the order of the batch; where there is no room for all, those that most want to be seen, and one road for the others. */
function roadsOf(targets: RolloutTargetView[]): Road[] {
  if (targets.length <= ROADS_MAX) return targets.map((target) => ({ target }))
  const wanted = [...targets].sort((left, right) => rank(left) - rank(right)).slice(0, ROADS_MAX - 1)
  const shown = targets.filter((target) => wanted.includes(target))
  return [...shown.map((target) => ({ target })), { rest: targets.filter((target) => !wanted.includes(target)) }]
}

const rank = ({ status }: RolloutTargetView) => PRECEDENCE.indexOf(status)

/** The status that stands for many. */
export function leadingStatus(targets: readonly RolloutTargetView[]): ChangeStatus {
  return PRECEDENCE.find((status) => targets.some((target) => target.status === status)) ?? "pending"
}

/** "14 applied, 2 rolled-back". */
export function statusCounts(targets: readonly Pick<RolloutTargetView, "status">[]): string {
  return CHANGE_STATUSES.flatMap((status) => {
    const number = targets.filter((target) => target.status === status).length
    return number > 0 ? [`${number.toLocaleString("en")} ${status}`] : []
  }).join(", ")
}
