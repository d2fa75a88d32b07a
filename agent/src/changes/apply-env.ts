// The steps of a change of an env file.
import type { ChangeFinished, EnvChange } from "@signalbox/protocol/change"
import { checksOf } from "@signalbox/protocol/check-title"
import type { ApplyContext } from "./apply-context.ts"
import type { CommandRecord } from "./change-record.ts"
import { drainBrokers } from "./drain-broker.ts"
import { oldText } from "./end-change.ts"
import { assertionsOf, prepareEnv } from "./prepare-env.ts"
import { restartUnits } from "./restart-units.ts"
import { secretValues } from "./secret-values.ts"
import { runChange } from "./transaction.ts"
import { verifyEnv } from "./verify-env.ts"

/** Never throws for what the server does to it: the result says how it ended, and is in the journal. */
export function applyEnv(ctx: ApplyContext, record: CommandRecord, change: EnvChange): Promise<ChangeFinished> {
  const { id } = record
  let restarts: ReadonlyMap<string, number> = new Map()
  return runChange(ctx, record, {
    deadlineMs: change.deadlineMs,
    checksTotal: change.units.length + checksOf(change).beside.length,
    saying: {
      prepare: "Backs up the file",
      write: "Writes the file",
      verify: "Watches the units and runs the checks",
      undo: "Puts the old file back",
    },
    prepare: () => prepareEnv(ctx, id, change),
    async write({ plan }) {
      const { uid, gid, mode } = plan.after
      const bytes = Buffer.from(change.text, "utf8")
      ctx.files.writeEnvFile({ path: plan.path, bytes, uid, gid, mode, baseHash: change.baseHash, commandId: id })
    },
    async activate({ plan, deadline, say }) {
      restarts = await restartUnits(ctx.supervisor, plan.units, {
        deadline,
        async beforeUnit(unit) {
          if (unit === firstDrained(change, plan.units)) {
            await drainBrokers(change.drain, oldText(ctx, plan, id) ?? "", {
              clock: ctx.clock,
              signal: deadline,
              onWaiting: (count) => say(`Waits for ${count} ${count === 1 ? "task" : "tasks"} to be worked off`),
            })
          }
          say(`Restarts ${unit}`)
        },
      })
    },
    verify: ({ plan, deadline }, onPassed) =>
      verifyEnv(ctx, { change, plan, restarts, deadline, assertions: assertionsOf(change) }, onPassed),
    secrets: (plan) => secretValues([change.text, oldText(ctx, plan, id)]),
  })
}

function firstDrained({ drain }: EnvChange, units: readonly { name: string }[]): string | undefined {
  return units.find(({ name }) => drain?.units.includes(name))?.name
}
