import { createHash } from "node:crypto"
import { readEnv } from "@signalbox/env-file/dialects"
import type { Tx } from "@signalbox/prisma/client"
import { canonicalJson } from "@signalbox/protocol/canonical-json"
import { Problem } from "@signalbox/protocol/problem"
import type { DomainContext } from "../context.ts"
import { kindOf } from "../kinds/kind-of.ts"
import { planBatches } from "./batches.ts"
import { loadPlan, type PlanMaterial, type ServiceRow } from "./load-plan.ts"
import { type OpenVersion, planTarget } from "./plan-target.ts"
import type { PlanRolloutInput, PlanTargetView, PlanView, RefusalView } from "./schema.ts"
import { StoredDefinition, type StoredStrategy } from "./stored.ts"
import { openVersion } from "./version-text.ts"

/** A plan as it is started from: the view, and what a view does not carry. */
export type Plan = {
  view: PlanView
  definition: StoredDefinition
  strategy: StoredStrategy
  versions: Map<string, { fromVersionId: string | null; toVersionId: string }>
}

/**
 * What a rollout would do, server by server, without doing any of it.
 * @throws Problem `empty-target-list`, `duplicate-target`, `not-found`
 */
export async function planRollout(
  ctx: Pick<DomainContext, "db" | "sealer">,
  input: PlanRolloutInput,
): Promise<PlanView> {
  return (await makePlan(ctx.db, ctx, input)).view
}

/** The same within a transaction, so that what is started is what was planned. */
export async function makePlan(tx: Tx, ctx: Pick<DomainContext, "sealer">, input: PlanRolloutInput): Promise<Plan> {
  const material = await loadPlan(tx, input)
  const definition = definitionOf(material.service, input.strategy.settleMs)
  const opened = openTargets(ctx, material)
  const valuesOn = valuesByServer(ctx, material, { opened, dialect: definition.dialects[0] })
  const views = opened.map(({ standing, from, to }) => {
    const others = new Map(valuesOn)
    others.delete(standing.server.name)
    return planTarget({ standing, from, to, definition, others })
  })
  const batches = planBatches(
    views.filter((view) => !view.isNoop).map((view) => view.serverId),
    input.strategy,
  )
  const batchOf = new Map(batches.flatMap(({ number, serverIds }) => serverIds.map((id) => [id, number] as const)))
  const targets = views.map((view) => ({ ...view, batch: batchOf.get(view.serverId) ?? 0 }))
  const refusals = allRefusals(targets, material)
  const view: PlanView = {
    fingerprint: fingerprint(material, { targets, strategy: input.strategy }),
    kind: material.service.kind,
    serviceId: material.service.id,
    serviceName: material.service.name,
    envPath: material.service.envPath,
    targets,
    batches,
    checks: kindOf(definition).checkTitles({ ...definition, settleMs: input.strategy.settleMs }),
    refusals,
    mayStart: refusals.length === 0 && batches.length > 0,
  }
  const strategy = { ...input.strategy, batches: batches.map((batch) => batch.serverIds.length), acceptedFailures: 0 }
  const versions = new Map(
    opened.map(({ standing, from, to }) => [
      standing.serverId,
      { fromVersionId: from?.row.id ?? null, toVersionId: to.row.id },
    ]),
  )
  return { view, definition, strategy, versions }
}

function definitionOf(service: ServiceRow, settleMs: number): StoredDefinition {
  const parts = StoredDefinition.omit({ deadlineMs: true }).parse({
    kind: service.kind,
    serviceName: service.name,
    path: service.envPath,
    units: service.units,
    checks: service.checks,
    dialects: service.dialects,
    assertions: service.assertions,
    secretKeys: service.secretKeys,
  })
  return { ...parts, deadlineMs: kindOf(service).deadlineMs({ ...parts, settleMs }) }
}

type Opened = PlanMaterial["targets"][number]["standing"]
type OpenedTarget = { standing: Opened; from: OpenVersion | null; to: OpenVersion }

function openTargets(ctx: Pick<DomainContext, "sealer">, { targets }: PlanMaterial): OpenedTarget[] {
  return targets.map(({ standing, to }) => ({
    standing,
    from: standing.appliedVersion && {
      row: standing.appliedVersion,
      ...openVersion(ctx.sealer, standing.appliedVersion),
    },
    to: { row: to, ...openVersion(ctx.sealer, to) },
  }))
}

/** Server name → its values once the rollout is through: targets at their new version, the others at what is applied. */
function valuesByServer(
  ctx: Pick<DomainContext, "sealer">,
  material: PlanMaterial,
  {
    opened,
    dialect = "systemd",
  }: { opened: OpenedTarget[]; dialect: StoredDefinition["dialects"][number] | undefined },
): Map<string, ReadonlyMap<string, string>> {
  const values = new Map<string, ReadonlyMap<string, string>>()
  for (const { server, appliedVersion } of material.standings) {
    if (!appliedVersion || server.revokedAt) continue
    values.set(server.name, readEnv(openVersion(ctx.sealer, appliedVersion).text, dialect).values)
  }
  for (const { standing, to } of opened) values.set(standing.server.name, readEnv(to.text, dialect).values)
  return values
}

function allRefusals(targets: PlanTargetView[], { underWay }: PlanMaterial): RefusalView[] {
  const ofTargets = targets.flatMap(({ serverId, refusals }) => refusals.map((problem) => ({ serverId, problem })))
  if (!underWay) return ofTargets
  const problem = new Problem("rollout-in-progress", `Rollout ${underWay.number} of this service is under way.`)
  return [{ serverId: null, problem: problem.toView() }, ...ofTargets]
}

/** Changes when anything does that the operator saw, or would have wanted to see. Holds no value: versions are immutable. */
function fingerprint(
  { service, targets: rows, underWay }: PlanMaterial,
  seen: { targets: PlanTargetView[]; strategy: PlanRolloutInput["strategy"] },
): string {
  const targets = rows.map(({ standing, to }, index) => ({
    serverId: standing.serverId,
    from: standing.appliedVersionId,
    to: to.id,
    observed: withoutTimes(standing.observed),
    isDrifted: standing.isDrifted,
    policy: standing.server.policy,
    batch: seen.targets[index]?.batch,
    refusals: seen.targets[index]?.refusals.map((refusal) => refusal.message),
    assertions: seen.targets[index]?.assertions,
  }))
  const strategy = seen.strategy
  const whole = { serviceId: service.id, revision: service.revision, underWay: underWay?.id ?? null, strategy, targets }
  return createHash("sha256").update(canonicalJson(whole)).digest("hex")
}

/** A file that was touched and holds what it held is the same file. */
function withoutTimes(observed: unknown): unknown {
  return observed && typeof observed === "object" ? { ...observed, mtimeMs: undefined } : observed
}
