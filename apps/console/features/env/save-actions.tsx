"use client"
import { Button, TextInput, Tooltip } from "@mantine/core"
import type { EnvView } from "@signalbox/domain/env/schema"
import { GitCommitHorizontal } from "lucide-react"
import { useRouter } from "next/navigation"
import { useEffect, useEffectEvent } from "react"
import { Status } from "../../design/lamp.tsx"
import { count } from "../../design/words.ts"
import { planNewestHref } from "../plan/plan-href.ts"
import classes from "./env.module.css"
import { lineChanges } from "./line-changes.ts"
import type { Editing } from "./use-editing.ts"
import type { Looked } from "./use-env-view.ts"

type SaveActionsProps = { env: EnvView; editing: Editing; looked: Looked }

/** What is unsaved, and the two ways to save it. */
export function SaveActions({ env, editing, looked }: SaveActionsProps) {
  const router = useRouter()
  const { draft, isDirty, isSaving } = editing
  const lines = [...draft.values()].reduce((sum, { from, text }) => sum + lineChanges(from.text, text).count, 0)

  async function save() {
    if (!isDirty || isSaving) return undefined
    return editing.save()
  }
  async function saveAndPlan() {
    const saved = await save()
    if (!saved || saved.versions.length === 0) return
    router.push(
      planNewestHref(
        env.serviceId,
        saved.versions.map((version) => version.serverId),
      ),
    )
  }
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s") return
    event.preventDefault()
    void save()
  })
  useEffect(() => {
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [])

  return (
    <div className={classes["saving"]}>
      {isDirty ? (
        <>
          <Status lamp="caution" size="s">
            Unsaved: {count(lines, "line")}
          </Status>
          <TextInput
            className={classes["note"] ?? ""}
            aria-label="Note for the history"
            placeholder="Why? For the history"
            maxLength={300}
            value={editing.note}
            onChange={(event) => editing.setNote(event.currentTarget.value)}
          />
          <Button variant="subtle" disabled={isSaving} onClick={editing.discard}>
            Discard
          </Button>
        </>
      ) : (
        <span className="dim">Nothing unsaved</span>
      )}
      <Tooltip label={isDirty ? "Makes new versions; nothing is sent to a server yet." : "There is nothing to save."}>
        <Button
          variant="default"
          aria-keyshortcuts="Control+S Meta+S"
          disabled={!isDirty}
          loading={isSaving}
          onClick={() => void save()}
          rightSection={
            <span aria-hidden="true">
              <kbd>Ctrl S</kbd>
            </span>
          }
        >
          Save
          <span className={classes["asVersion"]} aria-hidden="true">
            {nextWords(env, looked)}
          </span>
        </Button>
      </Tooltip>
      <Button disabled={!isDirty || isSaving} leftSection={<GitCommitHorizontal />} onClick={() => void saveAndPlan()}>
        Save and plan
      </Button>
    </div>
  )
}

/** "as v14" where all servers that change would come to the same number. */
function nextWords(env: EnvView, { rows }: Looked): string {
  const changing = env.servers.filter(({ serverId }) => rows.get(serverId)?.all.some((row) => row.isEdited))
  const numbers = new Set(changing.map(({ latest }) => (latest?.number ?? 0) + 1))
  const [number] = numbers
  return numbers.size === 1 ? `as v${number}` : ""
}

/** "Saved as v14 on 6 servers". */
export function savedWords(versions: readonly { number: number }[]): string {
  if (versions.length === 0) return "Saved. No server gets another text by it."
  const numbers = new Set(versions.map(({ number }) => number))
  const [number] = numbers
  const on = `on ${count(versions.length, "server")}`
  return numbers.size === 1 ? `Saved as v${number} ${on}` : `Saved, new versions ${on}`
}
