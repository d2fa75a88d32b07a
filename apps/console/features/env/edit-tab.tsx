"use client"
import { useRef, useState } from "react"
import { Lamp } from "../../design/lamp.tsx"
import { Note } from "../../design/page.tsx"
import { BASE, overtaken, type PlaceId } from "./draft.ts"
import type { EditTabProps } from "./edit-tab-props.ts"
import { Editors } from "./editors.tsx"
import { EffectiveDiff } from "./effective-diff.tsx"
import classes from "./env.module.css"
import type { EditorHandle } from "./env-editor.tsx"
import { FirstUse } from "./first-use.tsx"
import { Notices } from "./notices.tsx"
import { RestartPanel } from "./restart-panel.tsx"
import { ServersPanel } from "./servers-panel.tsx"
import { ShipPanel } from "./ship-panel.tsx"

export function EditTab(props: EditTabProps) {
  const { service, env, server, editing, mayEdit } = props
  const [isStarted, setStarted] = useState(false)
  const base = useRef<EditorHandle>(null)
  const overrides = useRef<EditorHandle>(null)
  const goTo = (place: PlaceId, line: number) => (place === BASE ? base : overrides).current?.goTo(line)
  const isEmpty = env.base.revision === 0 && env.servers.every((one) => one.overrides.revision === 0)
  if (!server || (isEmpty && !isStarted && !editing.isDirty))
    return <FirstUse service={service} env={env} write={() => setStarted(true)} />
  return (
    <>
      <Notices {...props} server={server} isOvertaken={overtaken(env, editing.draft).length > 0} />
      {mayEdit || !service.may.edit ? null : (
        <Note tone="moving">
          <Lamp kind="unknown" />
          <div>Editing wants a wider screen. Here you can read the env, its history and its drift.</div>
        </Note>
      )}
      <div className={classes["columns"]}>
        <div className={classes["left"]}>
          <Editors {...props} server={server} handles={{ base, overrides }} />
          <EffectiveDiff {...props} server={server} />
        </div>
        <div className={classes["rail"]}>
          <ShipPanel {...props} server={server} goTo={goTo} />
          <RestartPanel {...props} server={server} />
          <ServersPanel {...props} server={server} />
        </div>
      </div>
    </>
  )
}
