"use client"
import { SegmentedControl } from "@mantine/core"
import { maskValue } from "@signalbox/env-file/mask"
import { Status } from "../../design/lamp.tsx"
import { TableScroll } from "../../design/table-scroll.tsx"
import classes from "./env.module.css"
import type { Choice, KeyConflict } from "./three-way.ts"

type ThreeWayKeysProps = {
  conflicts: readonly KeyConflict[]
  chosen: (conflict: KeyConflict) => Choice | undefined
  choose: (key: string, choice: Choice) => void
}

/** One row per key that either side changed; those that both changed come first. */
export function ThreeWayKeys({ conflicts, chosen, choose }: ThreeWayKeysProps) {
  const sorted = [...conflicts.filter((one) => one.isConflict), ...conflicts.filter((one) => !one.isConflict)]
  if (sorted.length === 0) return <p className="dim">No key differs: only comments or order do. Theirs are kept.</p>
  return (
    <div className={classes["gridScroll"]}>
      <TableScroll label="Keys that differ" bare>
        <table className={classes["effective"]} data-three-way>
          <thead>
            <tr>
              <th scope="col">Key</th>
              <th scope="col">You both began from</th>
              <th scope="col">Theirs, saved</th>
              <th scope="col">Yours</th>
              <th scope="col">Keep</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((conflict) => {
              const choice = chosen(conflict)
              const { key, ancestor, theirs, mine } = conflict
              return (
                <tr key={key}>
                  <th scope="row">
                    {key}
                    {conflict.isConflict ? (
                      <div className={classes["underKey"]}>
                        <Status lamp="caution" size="s">
                          both changed it
                        </Status>
                      </div>
                    ) : null}
                  </th>
                  <td>{shown(key, ancestor)}</td>
                  <td data-side={choice === "theirs" ? "after" : undefined}>{shown(key, theirs)}</td>
                  <td data-side={choice === "mine" ? "after" : undefined}>{shown(key, mine)}</td>
                  <td>
                    <SegmentedControl
                      size="xs"
                      aria-label={`Keep of ${key}`}
                      value={choice ?? ""}
                      onChange={(next) => choose(key, next as Choice)}
                      data={[
                        { value: "theirs", label: "Theirs" },
                        { value: "mine", label: "Mine" },
                      ]}
                    />
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </TableScroll>
    </div>
  )
}

function shown(key: string, value: string | null) {
  if (value === null) return <span className="dim">not set</span>
  return maskValue(key, value) || "empty"
}
