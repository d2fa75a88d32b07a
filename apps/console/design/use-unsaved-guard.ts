"use client"
import { useEffect } from "react"

const QUESTION = "You have unsaved changes. Leave without them?"

/** Asks before unsaved work is left behind, by closing the page or by following a link in it. */
export function useUnsavedGuard(isDirty: boolean) {
  useEffect(() => {
    if (!isDirty) return
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault()
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null
      if (!(link instanceof HTMLAnchorElement) || link.target === "_blank" || event.ctrlKey || event.metaKey) return
      if (link.pathname === window.location.pathname) return
      if (!window.confirm(QUESTION)) {
        event.preventDefault()
        event.stopPropagation()
      }
    }
    window.addEventListener("beforeunload", onUnload)
    document.addEventListener("click", onClick, { capture: true })
    return () => {
      window.removeEventListener("beforeunload", onUnload)
      document.removeEventListener("click", onClick, { capture: true })
    }
  }, [isDirty])
}
