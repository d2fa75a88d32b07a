// Measured figures as rows, and how they are printed: the faults' table and the benches' are one.

/** One line: what was promised, what was measured. */
export type FigureRow = {
  /** Short and unique in its table; with a suffix when one subject has several figures. */
  id: string
  claim: string
  figure: number
  unit: string
  /** The figure that counts as kept, in words: "0", "<= 120". */
  target: string
  pass: boolean
}

/** @param subject heading of the first column */
export function textTable(rows: readonly FigureRow[], subject: string): string {
  const all = [headOf(subject), ...rows.map(cellsOf)]
  const widths = headOf(subject).map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)))
  return all
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")
}

/** @param subject heading of the first column */
export function markdownTable(rows: readonly FigureRow[], subject: string): string {
  const line = (parts: string[]) => `| ${parts.map((part) => part.replaceAll("|", "\\|")).join(" | ")} |`
  const head = headOf(subject)
  return [line(head), line(head.map(() => "---")), ...rows.map((row) => line(cellsOf(row)))].join("\n")
}

function headOf(subject: string): string[] {
  return [subject, "claim", "figure", "target", "result"]
}

function cellsOf(row: FigureRow): string[] {
  return [row.id, row.claim, `${round(row.figure)} ${row.unit}`, row.target, row.pass ? "pass" : "FAIL"]
}

function round(figure: number): string {
  return Number.isInteger(figure) ? String(figure) : figure.toFixed(Math.abs(figure) < 10 ? 2 : 1)
}
