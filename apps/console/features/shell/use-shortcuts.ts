"use client"
import { useRouter } from "next/navigation"
import { useEffect, useRef } from "react"
import { PLACES } from "./places.ts"

/** After `g`, the letter must follow within this time. */
const SEQUENCE_MS = 1_200

const TYPING = "input, textarea, select, [contenteditable='true'], [role='textbox'], [role='dialog']"

/** `/` to the filter, `?` for the sheet, `g` and a letter to a place. Never while someone types. */
export function useShortcuts(openSheet: () => void) {
  const router = useRouter()
  const armedAt = useRef(0)
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      if (event.target instanceof Element && event.target.closest(TYPING)) return
      if (event.timeStamp - armedAt.current < SEQUENCE_MS) {
        armedAt.current = 0
        const place = PLACES.find(({ key }) => key === event.key)
        if (place) router.push(place.href)
        return
      }
      if (event.key === "g") armedAt.current = event.timeStamp
      else if (event.key === "?") openSheet()
      else if (event.key === "/") {
        const filter = document.querySelector<HTMLElement>("[data-filter]")
        if (!filter) return
        event.preventDefault()
        filter.focus()
      }
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [router, openSheet])
}
