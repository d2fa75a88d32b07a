import type { KeyChangeView } from "@signalbox/domain/env/schema"
import classes from "./key-diff.module.css"
import { TableScroll } from "./table-scroll.tsx"

type KeyDiffProps = {
  changes: KeyChangeView[]
  before: string
  after: string
  /** Tells it from others on the same page. */
  label?: string
}

/** What differs, key by key: people think in keys, not in lines. Values are masked. */
export function KeyDiff({ changes, before, after, label = "What differs, by key" }: KeyDiffProps) {
  return (
    <TableScroll label={label} bare>
      <table className={classes["diff"]}>
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">{before}</th>
            <th scope="col">{after}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.key}>
              <th scope="row">{change.key}</th>
              <Side side="before" head={before} value={change.before} isSame={change.before === change.after} />
              <Side side="after" head={after} value={change.after} isSame={change.before === change.after} />
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}

type SideProps = { side: "before" | "after"; head: string; value: string | null; isSame: boolean }

function Side({ side, head, value, isSame }: SideProps) {
  return (
    <td data-side={side} data-head={head} data-none={value === null || undefined}>
      {value === null ? (side === "before" ? "not set" : "removed") : value === "" ? "empty" : value}
      {isSame && value !== null && side === "after" ? <span className={classes["note"]}> changed</span> : null}
    </td>
  )
}
