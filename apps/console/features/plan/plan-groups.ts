import type { PlanTargetView } from "@signalbox/domain/rollouts/schema"

export type PlanGroup = { id: string; targets: PlanTargetView[] }

/** Servers on which the same keys change in the same way stand under one diff: fifty times the same is one thing to read. */
export function groupPlan(targets: readonly PlanTargetView[]): { groups: PlanGroup[]; still: PlanTargetView[] } {
  const moving = targets.filter((target) => !target.isNoop)
  const byChange = Map.groupBy(moving, (target) => JSON.stringify(target.changes))
  const groups = [...byChange.values()].map((members) => ({ id: members[0]?.serverId ?? "", targets: members }))
  // Where something stands in the way comes first.
  return {
    groups: groups.sort((left, right) => refusals(right) - refusals(left)),
    still: targets.filter((target) => target.isNoop),
  }
}

const refusals = ({ targets }: PlanGroup) => targets.filter((target) => target.refusals.length > 0).length
