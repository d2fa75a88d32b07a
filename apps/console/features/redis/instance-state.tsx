import type { RedisInstanceRowView } from "@signalbox/domain/redis/schema"
import { Age } from "../../design/age.tsx"
import { Status } from "../../design/lamp.tsx"
import type { LampKind } from "../../design/lamp-sprite.tsx"
import table from "../../design/table.module.css"
import { count } from "../../design/words.ts"

type Row = Pick<RedisInstanceRowView, "state" | "fault" | "asOf" | "wrongSockets" | "findings">

/** The state word with its lamp, and beside it what else should be seen to. */
export function InstanceState({ instance }: { instance: Row }) {
  const { state, fault, asOf } = instance
  const others = state === "unknown" ? [] : marksOf(instance)
  return (
    <>
      <Status lamp={STATES[state]} quiet={STATES[state] === "clear"}>
        {state}
      </Status>
      {others.map(([lamp, words]) => (
        <div key={words}>
          <Status lamp={lamp} size="s">
            {words}
          </Status>
        </div>
      ))}
      <div className={table["under"]}>
        {state === "unknown" ? (
          asOf ? (
            <>
              last seen <Age at={asOf} ago />
            </>
          ) : (
            "never looked at"
          )
        ) : (
          fault
        )}
      </div>
    </>
  )
}

function marksOf({ wrongSockets, findings }: Row): [LampKind, string][] {
  const marks: [LampKind, string][] = []
  if (wrongSockets > 0) marks.push(["danger", count(wrongSockets, "wrong socket")])
  const found = findings.danger + findings.warning
  if (found > 0) marks.push([findings.danger > 0 ? "danger" : "caution", count(found, "finding")])
  return marks
}

export const STATES: Record<RedisInstanceRowView["state"], LampKind> = {
  up: "clear",
  loading: "applying",
  down: "danger",
  refused: "danger",
  unknown: "unknown",
}
