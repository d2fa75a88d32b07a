"use client"
import { usePathname, useSearchParams } from "next/navigation"
import { useCallback } from "react"

export type Search = Record<string, string | undefined>

/** The state of a page lives in its URL: a reload, a link and the back button all find it again. */
export function useSearch(): [URLSearchParams, (changes: Search, options?: { push?: boolean }) => void] {
  const params = useSearchParams()
  const pathname = usePathname()
  const set = useCallback(
    (changes: Search, options?: { push?: boolean }) => {
      const next = new URLSearchParams(window.location.search)
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined || value === "") next.delete(name)
        else next.set(name, value)
      }
      const url = `${pathname}${next.size > 0 ? `?${next}` : ""}${window.location.hash}`
      if (options?.push) window.history.pushState(null, "", url)
      else window.history.replaceState(null, "", url)
    },
    [pathname],
  )
  return [params, set]
}
