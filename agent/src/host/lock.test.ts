import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type TestContext, test } from "node:test"
import { systemClock } from "./clock.ts"
import { holderOf, killHolder, takeLock } from "./lock.ts"

const { bootId } = systemClock

function lockPath(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-lock-"))
  t.after(() => rmSync(folder, { recursive: true }))
  return join(folder, "lock")
}

/** Another process that holds the lock until it is killed. */
async function otherHolder(t: TestContext, path: string) {
  const program = `
    import { takeLock } from ${JSON.stringify(new URL("./lock.ts", import.meta.url).href)}
    await takeLock({ path: ${JSON.stringify(path)}, role: "agent", bootId: ${JSON.stringify(bootId)}, waitMs: 0 })
    process.stdout.write("held")
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  t.after(() => child.kill("SIGKILL"))
  await once(child.stdout, "data")
  return child
}

test("the lock is held by one process, and the other is told who", async (t) => {
  const path = lockPath(t)
  const child = await otherHolder(t, path)
  assert.equal(holderOf(path)?.pid, child.pid)
  await assert.rejects(takeLock({ path, role: "guardian", bootId, waitMs: 0 }), { code: "agent-busy" })
})

test("F05 a killed holder leaves no lock behind", async (t) => {
  const path = lockPath(t)
  const child = await otherHolder(t, path)
  child.kill("SIGKILL")
  await once(child, "exit")
  const lock = await takeLock({ path, role: "guardian", bootId, waitMs: 1_000 })
  lock.release()
})

test("F05 a stopped holder does not keep the lock: its guardian kills it", async (t) => {
  const path = lockPath(t)
  const child = await otherHolder(t, path)
  child.kill("SIGSTOP")
  await assert.rejects(takeLock({ path, role: "guardian", bootId, waitMs: 100 }))
  killHolder(path, bootId)
  const lock = await takeLock({ path, role: "guardian", bootId, waitMs: 5_000 })
  lock.release()
})

test("a process is never killed for having got the pid of a former holder", async (t) => {
  const path = lockPath(t)
  const child = await otherHolder(t, path)
  killHolder(path, "another-boot")
  assert.equal(child.exitCode, null)
  assert.equal(child.signalCode, null)
})
