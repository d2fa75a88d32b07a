// Waiting for a line of a host's journal: how a test knows that a service has got somewhere.

import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { childEnvironment } from "./config.ts"
import type { Host } from "./host.ts"

export interface JournalWait {
  readonly unit: string
  readonly pattern: RegExp
  /** Only lines after this journal cursor; default all of the present boot. */
  readonly afterCursor?: string
  /** Default one minute. */
  readonly timeoutMs?: number
}

/** Resolves with the first line that matches, also one that is there already. Rejects with the unit's last lines. */
export async function waitForJournal(host: Host, wait: JournalWait): Promise<string> {
  const since = wait.afterCursor === undefined ? ["-b"] : [`--after-cursor=${wait.afterCursor}`]
  const [file, args] = host.commandOn("journalctl", ["-f", "-n", "all", "-o", "cat", "-u", wait.unit, ...since])
  const child = spawn(file, args, { env: childEnvironment(), stdio: ["ignore", "pipe", "inherit"] })
  const timer = setTimeout(() => child.kill("SIGKILL"), wait.timeoutMs ?? 60_000)
  const last: string[] = []
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (wait.pattern.test(line)) return line
      last.push(line)
      if (last.length > 20) last.shift()
    }
  } finally {
    clearTimeout(timer)
    child.kill("SIGKILL")
  }
  throw new Error(`${host.name} did not log ${wait.pattern} for ${wait.unit}; its last lines:\n${last.join("\n")}`)
}

/** Where the host's journal ends now: for lines "since", without the gap that following leaves at its start. */
export async function journalCursor(host: Host): Promise<string> {
  const output = await host.run("journalctl", ["-n", "0", "--show-cursor"])
  const cursor = /-- cursor: (\S+)/.exec(output)?.[1]
  if (cursor === undefined) throw new Error(`${host.name} has no journal`)
  return cursor
}
