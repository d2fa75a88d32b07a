import type { FaultRow } from "./row.ts"

const cells = (row: FaultRow) => [
  row.id,
  row.claim,
  `${round(row.figure)} ${row.unit}`,
  row.target,
  row.pass ? "pass" : "FAIL",
]
const HEAD = ["fault", "claim", "figure", "target", "result"]

export function textTable(rows: FaultRow[]): string {
  const all = [HEAD, ...rows.map(cells)]
  const widths = HEAD.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)))
  return all
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")
}

export function markdownTable(rows: FaultRow[], runs: number): string {
  const line = (parts: string[]) => `| ${parts.map((part) => part.replaceAll("|", "\\|")).join(" | ")} |`
  return [
    "# Faults",
    "",
    `What must never happen, made to happen: \`npm run faults\` runs it all, races ${runs} times, and writes this table with \`-- --write-docs\`; a row that names another count was last run with that.`,
    "Effects are counted on the server or in the database, never taken from our own reports.",
    "[Seen to fail](../e2e/faults/GUARDS.md) has what rows said with their guard taken out.",
    "",
    line(HEAD),
    line(HEAD.map(() => "---")),
    ...rows.map((row) => line(cells(row))),
    "",
  ].join("\n")
}

function round(figure: number): string {
  return Number.isInteger(figure) ? String(figure) : figure.toFixed(figure < 10 ? 2 : 1)
}
