"use client"
import { useCallback, useSyncExternalStore } from "react"
import { type Search, useSearch } from "../../design/use-search.ts"
import { wantedPart } from "./plan-href.ts"
import { readWanted, type WantedServer } from "./plan-search.ts"

function watchFragment(changed: () => void) {
  window.addEventListener("hashchange", changed)
  return () => window.removeEventListener("hashchange", changed)
}

const readFragment = () => window.location.hash

/** The servers that the URL names, in its query or its fragment; null when it names none. */
export function useWanted(): [WantedServer[] | null, (wanted: WantedServer[]) => void] {
  const [params, setSearch] = useSearch()
  const fragment = useSyncExternalStore(watchFragment, readFragment, () => "")
  const choose = useCallback(
    (wanted: WantedServer[]) => {
      const part = wantedPart(wanted)
      // History does not tell of a fragment that it was given.
      window.history.replaceState(null, "", `${window.location.pathname}${window.location.search}${part.fragment}`)
      window.dispatchEvent(new Event("hashchange"))
      setSearch({ servers: part.query } satisfies Search)
    },
    [setSearch],
  )
  return [readWanted(params) ?? readWanted(new URLSearchParams(fragment.slice(1))), choose]
}
