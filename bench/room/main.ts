// `npm run bench -- NAME`: runs bench/NAME.ts, prints its table, writes artifacts/NAME.json and the section of
// docs/BENCHMARKS.md (with --write-docs).
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { availableParallelism, loadavg, release, totalmem } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { markdownTable, textTable } from "../../e2e/figures.ts"
import type { Bench } from "./bench.ts"
import { withSection } from "./page-section.ts"

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "6" },
    seconds: { type: "string", default: "15" },
    "write-docs": { type: "boolean", default: false },
  },
})
// An end by a signal is an end all the same: what was started is ended, and folders are removed, by whoever made them.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130))

const root = fileURLToPath(new URL("../..", import.meta.url))
const names = (await readdir(join(root, "bench")))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3))
const [name = ""] = positionals
if (!names.includes(name)) {
  process.stderr.write(`Which bench? There is: ${names.join(", ")}. For example: npm run bench -- ${names[0]}\n`)
  process.exit(2)
}
const [rounds, seconds] = [positive("rounds"), positive("seconds")]
const load = loadavg()[0] ?? 0
const { bench } = (await import(join(root, "bench", `${name}.ts`))) as { bench: Bench }
const { how, rows, versions } = await bench({
  rounds,
  seconds,
  progress: (line) => process.stdout.write(`  ${line}\n`),
})

const machine = [
  `${availableParallelism()} cores`,
  `${Math.round(totalmem() / 2 ** 30)} GB`,
  `Linux ${release().split("-")[0]}`,
  `Node ${process.versions.node}`,
  ...versions,
].join(", ")
const conditions = `${machine}; load of others before the run ${load.toFixed(2)}; ${rounds} rounds of ${seconds} s.`
process.stdout.write(`\n${textTable(rows, "id")}\n\n${conditions}\n`)
await mkdir(join(root, "artifacts"), { recursive: true })
await writeFile(join(root, "artifacts", `${name}.json`), `${JSON.stringify(rows, null, 2)}\n`)
if (values["write-docs"]) {
  const page = join(root, "docs", "BENCHMARKS.md")
  const before = await readFile(page, "utf8").catch(() => "")
  await writeFile(page, withSection(before, name, `${how}\n\n${conditions}\n\n${markdownTable(rows, "id")}`))
}
process.exit(rows.every((row) => row.pass) ? 0 : 1)

function positive(option: "rounds" | "seconds"): number {
  const value = Number(values[option])
  if (Number.isInteger(value) && value > 0) return value
  process.stderr.write(`--${option} wants a whole number above 0, not ${values[option]}.\n`)
  process.exit(2)
}
