/** Rows as aligned columns for a terminal; numbers to the right. What others named is shown without control characters. */
export function tableLines(
  heading: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string[] {
  const shown = rows.map((row) => row.map((cell) => (cell === null ? "-" : plain(String(cell)))))
  const widths = heading.map((title, column) => Math.max(title.length, ...shown.map((row) => row[column]?.length ?? 0)))
  const isNumber = heading.map((_, column) => rows.every((row) => typeof row[column] !== "string"))
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join("  ")}`.trimEnd()
  return [line(heading), ...shown.map(line)]
}

function plain(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, "?")
}
