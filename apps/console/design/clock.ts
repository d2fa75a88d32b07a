"use client"
import { useSyncExternalStore } from "react"

/** One clock for the whole page: every age moves on the same tick, and no tick runs while nobody looks. */
const listeners = new Set<() => void>()
let now = 0
let timer: ReturnType<typeof setInterval> | undefined

function tick() {
  now = Date.now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  if (listeners.size === 0) {
    now = Date.now()
    timer = setInterval(tick, 1_000)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearInterval(timer)
  }
}

const read = () => {
  if (now === 0) now = Date.now()
  return now
}

/** Milliseconds since the epoch, to the second; 0 while rendered on the server. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read, () => 0)
}
