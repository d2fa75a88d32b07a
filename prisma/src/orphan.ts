// A PostgreSQL that outlived its Signalbox, or the lock files of one that did not end in order.
import { readdir, readFile, readlink, rm } from "node:fs/promises"
import { join } from "node:path"
import { StartRefusal } from "./start-refusal.ts"

const patienceMs = 15_000
const lookEveryMs = 20

/** Asks a server that belongs to nobody to stop, and waits until all of its processes are gone. */
export async function stopServerIn(clusterDir: string): Promise<void> {
  const pid = await readLockPid(clusterDir)
  if (pid !== undefined && (await processesIn(clusterDir)).includes(pid)) process.kill(pid, "SIGINT")
  await waitUntilEmpty(clusterDir)
}

/**
 * Removes the lock files of a server that was killed. PostgreSQL does so too, but not where the number of the dead process has been
 * given to another one, as happens at every start of a container.
 */
export async function clearStaleLock({
  clusterDir,
  socketDir,
}: {
  clusterDir: string
  socketDir: string
}): Promise<void> {
  if (process.platform !== "linux") return
  await waitUntilEmpty(clusterDir)
  const locks = [join(clusterDir, "postmaster.pid"), join(socketDir, ".s.PGSQL.5432.lock")]
  await Promise.all(locks.map((path) => rm(path, { force: true })))
}

async function waitUntilEmpty(clusterDir: string): Promise<void> {
  const deadline = performance.now() + patienceMs
  while ((await processesIn(clusterDir)).length > 0) {
    if (performance.now() > deadline) {
      throw new StartRefusal("The built-in database of an earlier start is still busy stopping; try again in a moment.")
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
}

async function readLockPid(clusterDir: string): Promise<number | undefined> {
  const text = await readFile(join(clusterDir, "postmaster.pid"), "utf8").catch(() => "")
  const pid = Number(text.split("\n")[0])
  return pid > 1 ? pid : undefined
}

/** Every PostgreSQL process works in its cluster's folder; ones that ended but were not collected have none any more. */
async function processesIn(clusterDir: string): Promise<number[]> {
  const pids = (await readdir("/proc").catch(() => [])).map(Number).filter(Number.isInteger)
  const dirs = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => "")))
  return pids.filter((_, index) => dirs[index] === clusterDir)
}
