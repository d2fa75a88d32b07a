"use client"
import { useRouter } from "next/navigation"
import { useEffect, useRef } from "react"
import { PLACES } from "./places.ts"

/** After `g`, the letter must follow within this time. */
const SEQUENCE_MS = 1_200

const TYPING = "input, textarea, select, [contenteditable='true'], [role='textbox'], [role='dialog']"

function isForUs(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false
  return !(event.target instanceof Element && event.target.closest(TYPING))
}

function toFilter(event: KeyboardEvent) {
  const filter = document.querySelector<HTMLElement>("[data-filter]")
  if (!filter) return
  event.preventDefault()
  filter.focus()
}

/** `/` to the filter, `?` for the sheet, `g` and a letter to a place. Never while someone types. */
export function useShortcuts(openSheet: () => void) {
  const router = useRouter()
  const armedAt = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const keys: Record<string, (event: KeyboardEvent) => void> = {
      g: (event) => {
        armedAt.current = event.timeStamp
      },
      "?": openSheet,
      "/": toFilter,
    }
    function onKey(event: KeyboardEvent) {
      if (!isForUs(event)) return
      const isSequence = event.timeStamp - armedAt.current < SEQUENCE_MS
      const place = isSequence ? PLACES.find(({ key }) => key === event.key) : undefined
      armedAt.current = Number.NEGATIVE_INFINITY
      if (place) router.push(place.href)
      else keys[event.key]?.(event)
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [router, openSheet])
}
