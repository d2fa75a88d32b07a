import type { FigureRow } from "../figures.ts"

/** One line of the fault table; its id is the fault's number, such as F04. */
export type FaultRow = FigureRow

export type FaultOptions = {
  /** How often a race is run. */
  runs: number
  progress: (line: string) => void
}

/** A fault run makes one thing go wrong, `runs` times where it is a race, and measures what came of it. */
export type FaultRun = (options: FaultOptions) => Promise<FaultRow | FaultRow[]>
