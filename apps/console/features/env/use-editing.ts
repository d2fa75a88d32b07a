"use client"
import type { EnvSavedView, EnvView } from "@signalbox/domain/env/schema"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { tellProblem } from "../../design/tell.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { problemOf } from "../../trpc/problem-of.ts"
import { type Draft, EMPTY_DRAFT, type PlaceId, saveInput, withText } from "./draft.ts"
import { type Fault, placedFaults } from "./findings.ts"

export type Editing = ReturnType<typeof useEditing>

const NO_FAULTS: ReadonlyMap<PlaceId, Fault[]> = new Map()

/** The draft, and what became of saving it. */
export function useEditing(env: EnvView) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT)
  const [note, setNote] = useState("")
  const [refused, setRefused] = useState(NO_FAULTS)
  const [saved, setSaved] = useState<EnvSavedView | null>(null)
  /** Somebody else has saved the same document, and this draft has to be laid over theirs. */
  const [isOvertaken, setOvertaken] = useState(false)
  const [discarded, setDiscarded] = useState<Draft>(EMPTY_DRAFT)
  const reload = () => queryClient.invalidateQueries(trpc.env.pathFilter())
  const mutation = useMutation(trpc.env.save.mutationOptions())

  function change(next: Draft) {
    setDraft(next)
    setRefused(NO_FAULTS)
    setDiscarded(EMPTY_DRAFT)
    if (next.size > 0) setSaved(null)
  }

  async function refuse(error: unknown) {
    const { code, details } = problemOf(error)
    if (code === "stale-revision") {
      await reload()
      setOvertaken(true)
    } else if (code === "invalid-env") setRefused(placedFaults(details))
    else tellProblem(error)
  }

  return {
    draft,
    note,
    setNote,
    refused,
    saved,
    error: mutation.error,
    isDirty: draft.size > 0,
    isSaving: mutation.isPending,
    isOvertaken,
    setOvertaken,
    change,
    edit: (place: PlaceId, text: string) => change(withText(env, draft, { place, text })),
    discarded,
    discard() {
      change(EMPTY_DRAFT)
      setDiscarded(draft)
    },
    closeSaved: () => setSaved(null),
    /** Undefined when it was refused; why is said where it belongs. */
    async save(of: Draft = draft): Promise<EnvSavedView | undefined> {
      try {
        const result = await mutation.mutateAsync(saveInput(env.serviceId, of, note.trim()))
        await reload()
        setDraft(EMPTY_DRAFT)
        setRefused(NO_FAULTS)
        setNote("")
        setSaved(result)
        setOvertaken(false)
        return result
      } catch (error) {
        setDraft(of)
        await refuse(error)
        return undefined
      }
    },
  }
}
