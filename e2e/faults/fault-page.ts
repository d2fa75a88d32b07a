import { markdownTable } from "../figures.ts"
import type { FaultRow } from "./row.ts"

/** The text of docs/FAULTS.md. */
export function faultPage(rows: readonly FaultRow[], runs: number): string {
  return [
    "# Faults",
    "",
    `What must never happen, made to happen: \`npm run faults\` runs it all, races ${runs} times, and writes this table with \`-- --write-docs\`; a row that names another count was last run with that.`,
    "Effects are counted on the server or in the database, never taken from our own reports.",
    "[Seen to fail](../e2e/faults/GUARDS.md) has what rows said with their guard taken out.",
    "",
    markdownTable(rows, "fault"),
    "",
  ].join("\n")
}
