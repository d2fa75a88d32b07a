import type { Unit } from "./supervisor.ts"

const INTERVAL_MS = 2_000

/** Looks at the units every two seconds (5 ms of work each) and tells when one differs from the last look. */
export function pollActivity(options: {
  show: (units: readonly string[]) => Promise<Unit[]>
  units: () => readonly string[]
  onChange: () => void
}): { close(): void } {
  let last: string | undefined
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    const now = await options.show(options.units()).then(fingerprint, () => last)
    if (isClosed) return
    if (last !== undefined && now !== last) options.onChange()
    last = now
    timer = setTimeout(() => void look(), INTERVAL_MS)
    timer.unref()
  }
  void look()
  return {
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

/** What a person would call a change: not the memory in use. */
function fingerprint(units: Unit[]): string {
  return JSON.stringify(
    units.map((unit) => [unit.name, unit.loadState, unit.activeState, unit.subState, unit.invocationId, unit.enabled]),
  )
}
