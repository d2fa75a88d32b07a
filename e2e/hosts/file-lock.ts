// One lock among processes. The kernel holds it for a child whose stdin we keep open: if this process dies, however it
// dies, the child reads end of file and the lock is free again, so there is no stale lock to clear and nothing to poll.

import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdir } from "node:fs/promises"
import { dirname } from "node:path"
import { childEnvironment } from "./config.ts"

/** Waits for the lock file, runs the work while holding it, and lets it go whatever happens. */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true })
  const holder = spawn("flock", ["--exclusive", path, "cat"], {
    env: childEnvironment(),
    stdio: ["pipe", "pipe", "inherit"],
  })
  const closed = once(holder, "close")
  holder.stdin.write("held\n")
  const first = await Promise.race([once(holder.stdout, "data"), closed])
  if (!Buffer.isBuffer(first[0])) throw new Error(`could not lock ${path}: flock exited with ${String(first[0])}`)
  try {
    return await work()
  } finally {
    holder.stdin.end()
    await closed
  }
}
