// `signalbox-agent watched`: what the running agent saw last of each Redis, for people on the server.
import type { AgentConfig } from "./config.ts"
import { namedWords } from "./named-words.ts"
import { tableLines } from "./terminal-table.ts"
import { readWatched } from "./watch/watched-file.ts"

/** @throws UsageError; Error with a sentence when no agent watches */
export async function watchedCommand(
  config: AgentConfig,
  words: string[],
  { say }: { say: (line: string) => void },
): Promise<void> {
  const { json } = namedWords(words, ["json"])
  const watched = await readWatched(config.watchedPath)
  if (!watched) throw new Error("The agent does not run, or has not looked yet.")
  if (json === "yes") return say(JSON.stringify(watched, null, 2))
  const rows = watched.instances.map((each) => [
    each.instance,
    each.state,
    each.version,
    ...[each.ping.p50Micros, each.ping.p99Micros].map((micros) => micros && (micros / 1_000).toFixed(2)),
    each.queues,
    each.isTold ? "yes" : "no",
    each.fault ?? each.findings.join(", "),
  ])
  const headings = ["Redis", "state", "version", "p50 ms", "p99 ms", "queues", "told", "fault or findings"]
  for (const line of tableLines(headings, rows)) say(line)
}
