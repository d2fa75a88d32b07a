"use client"
import { Drawer } from "@mantine/core"
import type { AuditEntryView } from "@signalbox/domain/audit/schema"
import Link from "next/link"
import { Facts } from "../../design/page.tsx"
import { exactLocal, exactUtc } from "../../design/words.ts"
import classes from "./audit.module.css"
import { ResultWord } from "./result-word.tsx"

/** One entry in full, secrets masked. */
export function AuditDrawer({ entry, close }: { entry: AuditEntryView | undefined; close: () => void }) {
  return (
    <Drawer
      opened={entry !== undefined}
      onClose={close}
      title={entry ? `Entry ${entry.seq.toLocaleString("en")}: ${entry.action}` : ""}
    >
      {entry ? (
        <div className={classes["drawer"]}>
          <Facts
            rows={[
              [
                "When",
                <span key="at">
                  {exactUtc(entry.at)}
                  <br />
                  <span className="dim">{exactLocal(entry.at)}</span>
                </span>,
              ],
              ["Who", `${entry.actor.name}, ${entry.actor.kind}`],
              ["From", entry.address ?? "inside the control plane"],
              ["On", `${entry.object.kind} ${entry.object.name}`],
              [
                "Server",
                entry.server ? (
                  <Link key="server" href={`/servers/${entry.server.id}`}>
                    {entry.server.name}
                  </Link>
                ) : (
                  "none"
                ),
              ],
              ["Result", <ResultWord key="result" result={entry.result} />],
              ["Reason", entry.reason ?? "none was given"],
            ]}
          />
          <BeforeAfter entry={entry} />
          <Facts rows={[["Hash", <code key="hash">{entry.hash}</code>]]} />
          <p className="dim">
            Each entry carries the hash of the one before it, so that none can be changed or taken out unseen.
          </p>
        </div>
      ) : null}
    </Drawer>
  )
}

const shown = (value: unknown) =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 1)

function BeforeAfter({ entry }: { entry: AuditEntryView }) {
  const fields = [...new Set([...Object.keys(entry.before ?? {}), ...Object.keys(entry.after ?? {})])]
  if (fields.length === 0) return null
  return (
    <table className={classes["change"]}>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => {
          const before = shown(entry.before?.[field])
          const after = shown(entry.after?.[field])
          return (
            <tr key={field}>
              <th scope="row">{field}</th>
              <td data-differs={before !== after && before !== "" ? "before" : undefined}>{before}</td>
              <td data-differs={before !== after && after !== "" ? "after" : undefined}>{after}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
