import { mkdir, watch } from "node:fs/promises"
import { readLinkStatus } from "./status-file.ts"

/** @throws Error that says what keeps the link from being up */
export async function waitForLink(stateDir: string, timeoutMs: number): Promise<void> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 })
  const changes = watch(stateDir, { signal: AbortSignal.timeout(timeoutMs) })
  try {
    if (await isOnline(stateDir)) return
    for await (const _change of changes) {
      if (await isOnline(stateDir)) return
    }
  } catch (error) {
    if (!(error instanceof Error && error.name === "AbortError")) throw error
  }
  const status = await readLinkStatus(stateDir)
  throw new Error(`The link is not up: ${status?.why ?? status?.at ?? "the agent does not run"}.`)
}

/** A status that another process left behind does not count. */
async function isOnline(stateDir: string): Promise<boolean> {
  const status = await readLinkStatus(stateDir)
  return status?.at === "online" && isRunning(status.pid)
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
