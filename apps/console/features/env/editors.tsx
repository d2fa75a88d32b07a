"use client"
import { Select } from "@mantine/core"
import type { EnvServerView } from "@signalbox/domain/env/schema"
import { pairsOf, parseEnvText } from "@signalbox/env-file/parse"
import { type RefObject, useMemo } from "react"
import { useNow } from "../../design/clock.ts"
import { Status } from "../../design/lamp.tsx"
import { useSearch } from "../../design/use-search.ts"
import { count } from "../../design/words.ts"
import { documentNotes } from "./document-notes.ts"
import { BASE, documentOf, originOf, type PlaceId, textOf } from "./draft.ts"
import type { EditTabProps } from "./edit-tab-props.ts"
import classes from "./env.module.css"
import { type EditorHandle, EnvEditor } from "./env-editor.tsx"
import { EqualityPanel } from "./equality-panel.tsx"
import { useIsPhone } from "./use-is-phone.ts"

type EditorsProps = EditTabProps & {
  server: EnvServerView
  handles: { base: RefObject<EditorHandle | null>; overrides: RefObject<EditorHandle | null> }
}

/** The base for all, and beside it what the chosen server has instead. */
export function Editors({ handles, ...about }: EditorsProps) {
  const { env, server, editing } = about
  const overrides = textOf(env, editing.draft, server.serverId)
  const keys = useMemo(() => pairsOf(parseEnvText(overrides)).length, [overrides])
  return (
    <section className={classes["editors"]} aria-label="Editors">
      <div className={classes["editorSide"]}>
        <div className={classes["editorHead"]}>
          <h2>Base</h2>
          <span className="dim">{env.servers.length === 1 ? "1 server" : `all ${env.servers.length} servers`}</span>
          <Freshness {...about} />
        </div>
        <Document {...about} place={BASE} handle={handles.base} />
      </div>
      <div className={classes["editorSide"]}>
        <div className={classes["editorHead"]}>
          <h2>Overrides</h2>
          <ServerPicker {...about} />
          <span className={classes["editorRight"]}>{count(keys, "key")}</span>
        </div>
        <Document key={server.serverId} {...about} place={server.serverId} handle={handles.overrides} />
        <EqualityPanel env={env} server={server} keys={pairsOf(parseEnvText(overrides)).map((pair) => pair.key)} />
      </div>
    </section>
  )
}

/** Which revision the draft began from, and whether it is still the newest. */
function Freshness({ env, editing }: EditTabProps) {
  const from = originOf(env, editing.draft, BASE)?.revision ?? 0
  const isNewest = documentOf(env, BASE)?.revision === from
  return (
    <span className={classes["editorRight"]}>
      {from === 0 ? "never saved" : `edited from r${from}`}
      {from === 0 ? null : (
        <Status lamp={isNewest ? "clear" : "caution"} size="s" quiet={isNewest}>
          {isNewest ? "newest" : "overtaken"}
        </Status>
      )}
    </span>
  )
}

/** From so many servers on one rather types than looks. */
const SEARCH_FROM = 12

export function ServerPicker({ env, server }: { env: EditTabProps["env"]; server: EnvServerView }) {
  const [, setSearch] = useSearch()
  return (
    <Select
      size="xs"
      className={classes["picker"] ?? ""}
      aria-label="Server"
      allowDeselect={false}
      searchable={env.servers.length > SEARCH_FROM}
      data={env.servers.map((one) => ({ value: one.serverId, label: one.serverName }))}
      value={server.serverId}
      onChange={(next) => next && setSearch({ server: next, from: undefined, to: undefined })}
      comboboxProps={{ width: "max-content", position: "bottom-start" }}
    />
  )
}

type DocumentProps = EditTabProps & {
  server: EnvServerView
  place: PlaceId
  handle: RefObject<EditorHandle | null>
}

const AGE_MS = 10_000
const NO_FINDINGS = { faults: [], disagreements: [] }

function Document({ env, server, editing, looked, mayEdit, place, handle }: DocumentProps) {
  const isPhone = useIsPhone()
  // Ages in the gutter need not move with every second.
  const now = Math.floor(useNow() / AGE_MS) * AGE_MS
  const { draft } = editing
  const text = textOf(env, draft, place)
  const origin = originOf(env, draft, place)
  const findings = looked.findings.get(place) ?? NO_FINDINGS
  const refused = editing.refused.get(place)
  const baseText = textOf(env, draft, BASE)
  const { secretKeys } = env
  const notes = useMemo(
    () =>
      documentNotes({
        text,
        origin: origin ?? env.base,
        findings,
        refused: refused ?? [],
        secretKeys,
        now,
        removedSays: (key) =>
          place !== BASE && pairsOf(parseEnvText(baseText)).some((pair) => pair.key === key)
            ? "now in base"
            : "taken away",
      }),
    [text, origin, env.base, findings, refused, secretKeys, now, place, baseText],
  )
  const edit = (next: string) => editing.edit(place, next)
  return (
    <div className={classes["editor"]}>
      <EnvEditor
        label={place === BASE ? "Base env" : `Overrides of ${server.serverName}`}
        text={text}
        onChange={edit}
        notes={notes}
        secretKeys={secretKeys}
        isReadOnly={!mayEdit}
        hasBlame={!isPhone}
        hint={place === BASE ? "KEY=value, for all servers" : "KEY=value, for this server alone"}
        handle={handle}
      />
    </div>
  )
}
