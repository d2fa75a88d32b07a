import { Problem } from "@signalbox/protocol/problem"
import type { DomainContext } from "../context.ts"
import { keyChangeViews } from "../env/key-changes.ts"
import type { KeyChangeView } from "../env/schema.ts"
import { kindOf } from "../kinds/kind-of.ts"
import { rolloutPolicy } from "./policy.ts"
import { rolloutRowView, targetView } from "./present-rollout.ts"
import { isRollbackAsked, requestView } from "./rollback-request.ts"
import { countFailures } from "./rollout-state.ts"
import type { RolloutView } from "./schema.ts"
import { chosenStrategy, StoredDefinition, StoredStrategy } from "./stored.ts"
import { readSuccession } from "./succession.ts"
import { openVersion } from "./version-text.ts"

export type ReadContext = Pick<DomainContext, "db" | "sealer" | "actor">

const EVENTS_SHOWN_MAX = 500
/** So many servers are looked at to say what most of them share. */
const CHANGES_SAMPLED_MAX = 10

/** @throws Problem `not-found` */
export async function getRollout(ctx: ReadContext, { rolloutId }: { rolloutId: string }): Promise<RolloutView> {
  const [row, withEvidence] = await Promise.all([
    readRollout(ctx, rolloutId),
    ctx.db.rolloutTarget.findMany({ where: { rolloutId, sealedEvidence: { not: null } }, select: { serverId: true } }),
  ])
  if (!row) throw new Problem("not-found", "There is no such rollout.")
  const evidence = new Set(withEvidence.map((target) => target.serverId))
  const definition = StoredDefinition.parse(row.definition)
  const strategy = StoredStrategy.parse(row.strategy)
  return {
    ...rolloutRowView(row),
    note: row.note,
    strategy: chosenStrategy(strategy),
    envPath: definition.path,
    units: definition.units,
    checkTitles: kindOf(definition).checkTitles({ ...definition, settleMs: strategy.settleMs }),
    targets: row.targets.map((target) => targetView({ ...target, hasEvidence: evidence.has(target.serverId) })),
    changes: sharedChanges(ctx, row.targets, definition),
    heldReason: row.state === "held" ? heldReason(row.targets, strategy) : null,
    rollbackOf: row.rollbackOf,
    rollbacks: row.rollbacks,
    rollbackAsked: requestView(row, row.targets),
    events: row.events.reverse().map((event) => ({ ...event, at: event.at.toISOString() })),
    may: rolloutPolicy(ctx.actor, {
      state: row.state,
      targets: row.targets.map(({ serverId, state, commands }) => ({
        serverId,
        state,
        isDispatched: commands.length > 0,
      })),
      succession: await readSuccession(ctx.db, row),
      isRolledBack: row.rollbacks.some((rollback) => rollback.state !== "aborted"),
      isRollbackAsked: isRollbackAsked(row),
    }),
  }
}

function readRollout({ db }: ReadContext, id: string) {
  const named = { id: true, number: true }
  return db.rollout.findUnique({
    where: { id },
    include: {
      service: { select: { name: true } },
      rollbackOf: { select: named },
      rollbacks: { select: { ...named, state: true }, orderBy: { number: "asc" } },
      events: {
        select: { seq: true, at: true, serverId: true, kind: true, text: true },
        orderBy: { seq: "desc" },
        take: EVENTS_SHOWN_MAX,
      },
      targets: {
        orderBy: { position: "asc" },
        omit: { sealedEvidence: true },
        include: {
          server: { select: { name: true, hue: true, sessionReplica: true, revokedAt: true } },
          fromVersion: true,
          toVersion: true,
          commands: { where: { state: { in: ["queued", "sent", "accepted"] } }, select: { expiresAt: true }, take: 1 },
        },
      },
    },
  })
}
type Targets = NonNullable<Awaited<ReturnType<typeof readRollout>>>["targets"]

/** Changes that are the same on more than half of the servers looked at. */
function sharedChanges(ctx: ReadContext, targets: Targets, definition: StoredDefinition): KeyChangeView[] {
  const sample = targets.filter((target) => target.batch > 0).slice(0, CHANGES_SAMPLED_MAX)
  const found = new Map<string, { change: KeyChangeView; times: number }>()
  for (const { fromVersion, toVersion } of sample) {
    const before = fromVersion ? openVersion(ctx.sealer, fromVersion).text : ""
    const after = openVersion(ctx.sealer, toVersion).text
    for (const change of keyChangeViews(before, after, definition)) {
      const name = JSON.stringify(change)
      found.set(name, { change, times: (found.get(name)?.times ?? 0) + 1 })
    }
  }
  return [...found.values()].filter(({ times }) => times * 2 > sample.length).map(({ change }) => change)
}

function heldReason(targets: Targets, { acceptedFailures }: StoredStrategy): string {
  const failed = targets.filter((target) => countFailures([target]) > 0).map((target) => target.server.name)
  const named = failed.slice(0, 3).join(", ") + (failed.length > 3 ? ` and ${failed.length - 3} more` : "")
  const since = acceptedFailures > 0 ? ` (${acceptedFailures} of them accepted before)` : ""
  return `${named} did not end applied${since}. The next batch waits for a decision.`
}
