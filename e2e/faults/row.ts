/** One line of the fault table: what was promised, what was measured. */
export type FaultRow = {
  /** Fault number, such as F04; with a suffix when one fault has several figures. */
  id: string
  claim: string
  figure: number
  unit: string
  /** The figure that counts as kept, in words: "0", "<= 120". */
  target: string
  pass: boolean
}

export type FaultOptions = {
  /** How often a race is run. */
  runs: number
  progress: (line: string) => void
}

/** A fault run makes one thing go wrong, `runs` times where it is a race, and measures what came of it. */
export type FaultRun = (options: FaultOptions) => Promise<FaultRow | FaultRow[]>
