// Says to `signalbox-agent status`, and to the installer that waits for it, how the link is doing.
import { mkdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { writeDurably } from "../write-durably.ts"
import type { LinkState } from "./states.ts"

const LinkStatus = z.object({ at: z.string(), why: z.string().optional(), since: z.number(), pid: z.number() })
export type LinkStatus = z.infer<typeof LinkStatus>

const FILE = "link.json"

/** Writes the latest state, one at a time; states that pass meanwhile are left out. */
export function createStatusFile(stateDir: string): (state: LinkState) => void {
  let next: LinkState | undefined
  let isWriting = false

  async function write(): Promise<void> {
    await mkdir(stateDir, { recursive: true, mode: 0o700 })
    while (next) {
      const state = next
      next = undefined
      const status: LinkStatus = { at: state.at, since: Date.now(), pid: process.pid }
      if (state.at === "waiting") status.why = state.why
      // Losing this file costs a line of `status`; a full disk must not end the link.
      await writeDurably(join(stateDir, FILE), JSON.stringify(status), 0o600).catch(() => {})
    }
  }

  return (state) => {
    next = state
    if (isWriting) return
    isWriting = true
    void write().finally(() => {
      isWriting = false
    })
  }
}

/** Undefined when the agent never ran here. */
export async function readLinkStatus(stateDir: string): Promise<LinkStatus | undefined> {
  const text = await readFile(join(stateDir, FILE), "utf8").catch(() => undefined)
  return text === undefined ? undefined : LinkStatus.parse(JSON.parse(text))
}
