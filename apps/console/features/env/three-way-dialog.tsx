"use client"
import { Button, Modal, SegmentedControl } from "@mantine/core"
import type { EnvView } from "@signalbox/domain/env/schema"
import { useState } from "react"
import { Status } from "../../design/lamp.tsx"
import { count } from "../../design/words.ts"
import { type Draft, documentOf, type Edited, overtaken, type PlaceId, placeWords } from "./draft.ts"
import classes from "./env.module.css"
import { type Choice, choiceOf, keyConflicts, mergeOnTop } from "./three-way.ts"
import { ThreeWayKeys } from "./three-way-keys.tsx"
import type { Editing } from "./use-editing.ts"
import { WholeText } from "./whole-text.tsx"

type ThreeWayDialogProps = { env: EnvView; editing: Editing }

/** Somebody else saved first. Nothing is lost: each key is decided, then the draft is saved on top of theirs. */
export function ThreeWayDialog({ env, editing }: ThreeWayDialogProps) {
  const [choices, setChoices] = useState<ReadonlyMap<string, Choice>>(new Map())
  const [whole, setWhole] = useState<ReadonlySet<PlaceId>>(new Set())
  const [view, setView] = useState("keys")
  const places = overtaken(env, editing.draft)
  const parts = places.flatMap((place) => partOf(env, place, editing.draft.get(place)))
  const open = parts.flatMap(({ place, conflicts }) =>
    whole.has(place) ? [] : conflicts.filter((one) => !chosen(choices, place, one)).map((one) => one.key),
  )
  const close = () => editing.setOvertaken(false)

  async function save() {
    const next = new Map(editing.draft) as Map<PlaceId, Edited>
    for (const { place, documents, conflicts } of parts) {
      const decided = new Map(
        conflicts.map((one) => [one.key, chosen(choices, place, one) ?? "theirs"] satisfies [string, Choice]),
      )
      const text = whole.has(place) ? documents.mine : mergeOnTop(documents, decided)
      if (text === documents.theirs.text) next.delete(place)
      else next.set(place, { from: documents.theirs, text })
    }
    if (next.size === 0) {
      editing.discard()
      close()
    } else {
      close()
      await editing.save(next as Draft)
    }
  }

  return (
    <Modal opened onClose={close} size={980} title="Somebody saved while you edited">
      <div className={classes["dialog"]}>
        <p>{parts.map(({ words }) => words).join(" ")} Choose what stands; your draft is then saved on top.</p>
        <SegmentedControl
          value={view}
          onChange={setView}
          aria-label="How to compare"
          data={[
            { value: "keys", label: "Key by key" },
            { value: "text", label: "Whole text" },
          ]}
        />
        {parts.map(({ place, documents, conflicts }) => (
          <section key={place} aria-label={placeWords(env, place)} className={classes["threeWay"]}>
            <h3>{capital(placeWords(env, place))}</h3>
            {view === "text" ? (
              <WholeText
                {...documents}
                isKept={whole.has(place)}
                keep={(isKept) => setWhole(toggled(whole, place, isKept))}
              />
            ) : (
              <ThreeWayKeys
                conflicts={conflicts}
                chosen={(one) => (whole.has(place) ? "mine" : chosen(choices, place, one))}
                choose={(key, choice) => {
                  setWhole(toggled(whole, place, false))
                  setChoices(new Map(choices).set(`${place} ${key}`, choice))
                }}
              />
            )}
          </section>
        ))}
        <div className={classes["dialogActions"]}>
          {open.length > 0 ? <Status lamp="caution">{count(open.length, "key")} to decide</Status> : null}
          <Button variant="subtle" onClick={close}>
            Keep editing
          </Button>
          <Button disabled={open.length > 0} loading={editing.isSaving} onClick={() => void save()}>
            Save on top
          </Button>
        </div>
      </div>
    </Modal>
  )
}

function partOf(env: EnvView, place: PlaceId, edited: Edited | undefined) {
  const theirs = documentOf(env, place)
  if (!edited || !theirs) return []
  const documents = { ancestor: edited.from, theirs, mine: edited.text }
  const words = `r${theirs.revision} of ${placeWords(env, place)} was saved by ${theirs.authorName ?? "somebody"}; you edited r${edited.from.revision}.`
  return [{ place, documents, words, conflicts: keyConflicts(documents) }]
}

function chosen(choices: ReadonlyMap<string, Choice>, place: PlaceId, conflict: Parameters<typeof choiceOf>[0]) {
  return choices.get(`${place} ${conflict.key}`) ?? choiceOf(conflict)
}

function toggled(set: ReadonlySet<PlaceId>, place: PlaceId, isIn: boolean): ReadonlySet<PlaceId> {
  const next = new Set(set)
  if (isIn) next.add(place)
  else next.delete(place)
  return next
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
