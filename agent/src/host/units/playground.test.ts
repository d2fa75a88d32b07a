import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type TestContext, test } from "node:test"
import { readEnv } from "@signalbox/env-file/dialects"
import { systemClock } from "../clock.ts"
import { openPlayground } from "./playground.ts"
import type { Supervisor, Unit } from "./supervisor.ts"

const PROGRAM = `console.log("greeting", process.env.GREETING); if (process.env.CRASH) process.exit(3); setInterval(() => {}, 1000)`
const NAME = "greeter.service"

function makePlayground(t: TestContext, text: string) {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-playground-"))
  mkdirSync(join(folder, "app"))
  const envFile = join(folder, "app", ".env")
  writeFileSync(envFile, text)
  writeFileSync(join(folder, "program.mjs"), PROGRAM)
  const argv = [process.execPath, join(folder, "program.mjs")]
  writeFileSync(
    join(folder, "units.json"),
    JSON.stringify([{ name: NAME, description: "greets", argv, cwd: folder, envFile }]),
  )
  const supervisor = openPlayground({
    folder,
    readEnv: (env) => readEnv(env, "systemd").values,
    now: systemClock.monotonic,
    guardianCommand: [process.execPath, "--eval", "setTimeout(() => {}, 60000)"],
  })
  t.after(async () => {
    await supervisor.close()
    rmSync(folder, { recursive: true })
  })
  return { supervisor, folder, envFile }
}

/** Resolves when the unit is as it should be; told by the supervisor of each change. */
async function until(supervisor: Supervisor, isSo: (unit: Unit) => boolean): Promise<Unit> {
  return new Promise((resolve) => {
    const look = async () => {
      const [unit] = await supervisor.show([NAME])
      if (!unit || !isSo(unit)) return
      following.close()
      resolve(unit)
    }
    const following = supervisor.followActivity(
      () => [NAME],
      () => void look(),
    )
    void look()
  })
}

async function untilLine(supervisor: Supervisor, cursor: string, text: string): Promise<void> {
  for (;;) {
    const lines = await supervisor.journalSince(cursor, { units: [NAME], linesMax: 100 })
    if (lines.some((line) => line.text === text)) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test("a unit runs with the values of its env file, and a restart gives it the new ones", async (t) => {
  const { supervisor, envFile } = makePlayground(t, "GREETING=one\n")
  await untilLine(supervisor, "0", "greeting one")
  const before = await until(supervisor, (unit) => unit.subState === "running")
  writeFileSync(envFile, "GREETING=two\n")
  const cursor = await supervisor.cursor()
  assert.equal((await supervisor.restart(NAME, { timeoutMs: 5_000 })).ok, true)
  await untilLine(supervisor, cursor, "greeting two")
  const after = await until(supervisor, (unit) => unit.subState === "running")
  assert.notEqual(after.invocationId, before.invocationId)
})

test("a unit that crashes is restarted, given up at the start limit, and starts again only after reset-failed", async (t) => {
  const { supervisor, envFile } = makePlayground(t, "CRASH=yes\n")
  const failed = await until(supervisor, (unit) => unit.activeState === "failed")
  assert.equal(failed.result, "start-limit-hit")
  writeFileSync(envFile, "GREETING=good\n")
  assert.equal((await supervisor.restart(NAME, { timeoutMs: 5_000 })).ok, false, "as systemd refuses it")
  await supervisor.resetFailed(NAME)
  assert.equal((await supervisor.restart(NAME, { timeoutMs: 5_000 })).ok, true)
  await until(supervisor, (unit) => unit.subState === "running")
})

test("a unit that is not in the playground is not found, and cannot be restarted", async (t) => {
  const { supervisor } = makePlayground(t, "GREETING=one\n")
  const [unit] = await supervisor.show(["ssh.service"])
  assert.equal(unit?.loadState, "not-found")
  assert.equal((await supervisor.restart("ssh.service", { timeoutMs: 1_000 })).ok, false)
})

test("the guardian is a process of its own, and gone when it is disarmed", async (t) => {
  const { supervisor, folder } = makePlayground(t, "GREETING=one\n")
  await supervisor.armGuardian({ id: "0190", afterMs: 60_000 })
  const { pid } = JSON.parse(readFileSync(join(folder, "processes", "guardian-0190"), "utf8")) as { pid: number }
  assert.doesNotThrow(() => process.kill(pid, 0))
  await supervisor.disarmGuardian("0190")
  assert.throws(() => readFileSync(join(folder, "processes", "guardian-0190")))
})
