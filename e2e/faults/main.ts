// `npm run faults [-- F04 F08 …]`: makes the faults happen, prints the table, writes artifacts/faults.json and docs/FAULTS.md (with --write-docs).
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { textTable } from "../figures.ts"
import { faultPage } from "./fault-page.ts"
import type { FaultRow, FaultRun } from "./row.ts"

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: "100" }, "write-docs": { type: "boolean", default: false } },
})
const here = fileURLToPath(new URL(".", import.meta.url))
const root = join(here, "..", "..")
const artifact = join(root, "artifacts", "faults.json")
const rows: FaultRow[] = []

for (const file of (await readdir(here)).filter((name) => /^F\d+-.*(?<!\.test)\.ts$/.test(name)).sort()) {
  const number = file.slice(0, file.indexOf("-"))
  if (positionals.length > 0 && !positionals.includes(number)) continue
  for (const [name, run] of Object.entries(await import(join(here, file)))) {
    if (!/^faultF\d+/.test(name)) continue
    process.stdout.write(`${number} ${file.slice(number.length + 1, -3).replaceAll("-", " ")} …\n`)
    rows.push(...(await attempt(number, run as FaultRun)))
  }
}

process.stdout.write(`\n${textTable(rows, "fault")}\n`)
await mkdir(join(root, "artifacts"), { recursive: true })
const all = await withEarlier(rows)
await writeFile(artifact, `${JSON.stringify(all, null, 2)}\n`)
if (values["write-docs"]) await writeFile(join(root, "docs", "FAULTS.md"), faultPage(all, Number(values.runs)))
process.exit(rows.length > 0 && rows.every((row) => row.pass) ? 0 : 1)

async function attempt(id: string, run: FaultRun): Promise<FaultRow[]> {
  try {
    const result = await run({ runs: Number(values.runs), progress: (line) => process.stdout.write(`  ${line}\n`) })
    return Array.isArray(result) ? result : [result]
  } catch (error) {
    process.stdout.write(`  ${error instanceof Error ? error.stack : String(error)}\n`)
    return [{ id, claim: "the run itself ended", figure: 1, unit: "errors", target: "0", pass: false }]
  }
}

/** A run of some faults keeps the rows of the others, so that a long table can be made in parts. */
async function withEarlier(rows: FaultRow[]): Promise<FaultRow[]> {
  if (positionals.length === 0) return rows
  const earlier = await readFile(artifact, "utf8").catch(() => "[]")
  const kept = (JSON.parse(earlier) as FaultRow[]).filter((row) => !positionals.some((id) => row.id.startsWith(id)))
  return [...kept, ...rows].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}
