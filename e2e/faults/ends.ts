/** Collects what must be ended, as a test context does, for runs that are no tests. */
export function collectEnds() {
  const ends: (() => unknown)[] = []
  return {
    after: (end: () => unknown) => void ends.push(end),
    async endAll(): Promise<void> {
      for (const end of ends.reverse()) await end()
    },
  }
}
