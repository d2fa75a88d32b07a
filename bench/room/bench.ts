import type { FigureRow } from "../../e2e/figures.ts"

export type BenchOptions = {
  /** How often each side of a comparison is measured, in turn with the others. */
  rounds: number
  /** How long one side is measured in one round. */
  seconds: number
  progress: (line: string) => void
}

export type BenchResult = {
  /** What was done, in a few sentences for the page. */
  how: string
  rows: FigureRow[]
  /** What was measured, such as "Redis 7.0.15". */
  versions: string[]
}

/** A file bench/NAME.ts exports one as `bench`. It stops by itself and leaves nothing behind. */
export type Bench = (options: BenchOptions) => Promise<BenchResult>

/** A figure with no bound: it is stated, so that others can be read against it. */
export function stated(row: Omit<FigureRow, "target" | "pass">): FigureRow {
  return { ...row, target: "stated", pass: true }
}

/** Kept when the figure is less than the bound. */
export function below(bound: number, row: Omit<FigureRow, "target" | "pass">): FigureRow {
  return { ...row, target: `< ${bound}`, pass: row.figure < bound }
}

/** Kept when the figure is less than the bound, or than what the machine does to it with nothing changed. */
export function belowOrNoise(bound: number, noise: number, row: Omit<FigureRow, "target" | "pass">): FigureRow {
  const target = noise > bound ? `< ${bound}; here the noise, ${noise.toFixed(1)}, hides that` : `< ${bound}`
  return { ...row, target, pass: row.figure < Math.max(bound, noise) }
}
