"use client"
import { useSyncExternalStore } from "react"

const nothing = () => () => {}
const read = () => new URLSearchParams(window.location.hash.slice(1)).get("code") ?? ""

/** The one-time code of a link. It travels in the fragment, which no server and no log ever sees. Null until it is known. */
export function useLinkCode(): string | null {
  return useSyncExternalStore<string | null>(nothing, read, () => null)
}
