import { text } from "node:stream/consumers"
import { PROBLEMS, Problem } from "@signalbox/protocol/problem"
import { runCli, USAGE } from "./cli.ts"
import { readConfig } from "./config.ts"
import { UsageError } from "./named-words.ts"

try {
  await runCli(readConfig(), process.argv.slice(2), {
    say: (line) => void process.stdout.write(`${line}\n`),
    readInput: () => text(process.stdin),
  })
} catch (error) {
  const fix = error instanceof Problem ? ` ${PROBLEMS[error.code].fix}` : ""
  process.stderr.write(`signalbox-agent: ${error instanceof Error ? error.message : String(error)}${fix}\n`)
  if (error instanceof UsageError) process.stderr.write(USAGE)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
// Everything that must be kept is on disk by now; a program that was asked for a sample is not waited for.
process.exit()
