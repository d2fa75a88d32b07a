"use client"
import { SegmentedControl, UnstyledButton } from "@mantine/core"
import type { EnvServerView } from "@signalbox/domain/env/schema"
import { UnfoldVertical } from "lucide-react"
import { Card } from "../../design/page.tsx"
import { TableScroll } from "../../design/table-scroll.tsx"
import { useSearch } from "../../design/use-search.ts"
import { count } from "../../design/words.ts"
import type { EditTabProps } from "./edit-tab-props.ts"
import type { KeyRow } from "./effective.ts"
import { EffectiveRow, type RowAbout } from "./effective-row.tsx"
import classes from "./env.module.css"

type EffectiveDiffProps = EditTabProps & { server: EnvServerView }

/** What the chosen server runs, and what it would run after this draft, key by key. */
export function EffectiveDiff(props: EffectiveDiffProps) {
  const { env, server, looked, editing, service } = props
  const [params, setSearch] = useSearch()
  const rows = looked.rows.get(server.serverId) ?? { all: [], changed: [] }
  const isAll = params.get("keys") === "all"
  const shown: KeyRow[] = isAll ? rows.all : rows.changed
  const hidden = rows.all.length - rows.changed.length
  const next = `v${(server.latest?.number ?? 0) + 1}, draft`
  // What a rollback restored is the newest version; what was saved before it stands in none.
  const newest = server.latest && server.latest.origin !== "rollback" ? `v${server.latest.number}, saved` : "saved"
  const heads = {
    before: server.applied ? `v${server.applied.number}, running` : "nothing of ours yet",
    after: editing.isDirty ? next : newest,
  }
  const about: RowAbout = { env, server, mayReveal: service.may.edit, heads }
  return (
    <Card
      title={`Effective on ${server.serverName}`}
      hint={standingWords(server)}
      flush
      right={
        <SegmentedControl
          size="xs"
          aria-label="Keys shown"
          value={isAll ? "all" : "changes"}
          onChange={(value) => setSearch({ keys: value === "all" ? "all" : undefined })}
          data={[
            { value: "changes", label: `Changes ${rows.changed.length}` },
            { value: "all", label: `All ${count(rows.all.length, "key")}` },
          ]}
        />
      }
    >
      {shown.length > 0 ? (
        <TableScroll label="Effective env" bare>
          <table className={classes["effective"]}>
            <thead>
              <tr>
                <th scope="col">Key</th>
                <th scope="col">{heads.before}</th>
                <th scope="col">{heads.after}</th>
                <th scope="col">Last changed by</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <EffectiveRow key={row.key} row={row} about={about} />
              ))}
            </tbody>
          </table>
        </TableScroll>
      ) : (
        <p className={classes["quiet"]}>
          {rows.all.length === 0
            ? "This server has no key yet."
            : "Nothing would change on this server: it runs what is written here."}
        </p>
      )}
      {!isAll && hidden > 0 ? (
        <UnstyledButton className={classes["fold"]} onClick={() => setSearch({ keys: "all" })}>
          <UnfoldVertical className="icon" aria-hidden="true" />
          {count(hidden, "key")} unchanged
        </UnstyledButton>
      ) : null}
    </Card>
  )
}

function standingWords({ applied, latest, isDrifted }: EnvServerView): string {
  if (!applied) return latest ? `v${latest.number} is saved, none is applied` : "no version yet"
  const disk = isDrifted ? `v${applied.number} applied, changed on disk since` : `v${applied.number} on disk`
  return latest && latest.number > applied.number ? `${disk}, v${latest.number} saved` : disk
}
