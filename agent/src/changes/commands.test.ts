import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { test } from "node:test"
import { ChangeFinished, ChangeProgress } from "@signalbox/protocol/change"
import { systemClock } from "../host/clock.ts"
import { hashOf } from "../host/files/target.ts"
import { CRASH_TEXT, makeRig, NEW_TEXT, OLD_TEXT, policyFor, UNIT } from "../testing/rig.ts"
import { changeUnit, readWorld } from "../testing/simulated-supervisor.ts"

test("a good change is applied: the new file, its unit restarted on it, the guardian disarmed", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  const changes = await rig.open()
  await changes.accept(rig.command())
  await changes.idle()
  assert.equal(rig.finished[0]?.outcome, "applied")
  assert.equal(rig.finished[0]?.fileHash, hashOf(NEW_TEXT))
  assert.deepEqual(
    rig.finished[0]?.timing.map((entry) => entry.step),
    ["prepare", "write", "restart", "verify"],
  )
  assert.equal(rig.read(), NEW_TEXT)
  assert.equal(rig.mode(), 0o640)
  const world = readWorld(rig.worldPath)
  assert.equal(world.units[0]?.startedWith, NEW_TEXT)
  assert.deepEqual(world.guardians, [])
  assert.deepEqual(rig.leftOver(), [])
  await changes.close()
})

test("F54 a change that crashes its unit is rolled back: old file, unit running on it, lines that show why, no secret", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  const changes = await rig.open()
  await changes.accept(rig.command({ text: CRASH_TEXT }))
  await changes.idle()
  const [result] = rig.finished
  assert.ok(ChangeFinished.safeParse(result).success)
  assert.ok(rig.progress.every((progress) => ChangeProgress.safeParse(progress).success))
  assert.equal(result?.outcome, "rolled-back")
  assert.equal(result?.problem?.code, "restart-failed")
  assert.deepEqual(
    result?.rollbackChecks.map((check) => check.verdict),
    ["pass", "pass"],
  )
  assert.match(result?.journal.map((line) => line.text).join("\n") ?? "", /cannot start/)
  assert.doesNotMatch(JSON.stringify(result), /new-secret-value|old-secret-value/)
  assert.equal(rig.read(), OLD_TEXT)
  const world = readWorld(rig.worldPath)
  assert.equal(world.units[0]?.activeState, "active")
  assert.equal(world.units[0]?.startedWith, OLD_TEXT)
  assert.deepEqual(world.guardians, [])
  await changes.close()
})

test("a failed check rolls the change back", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  const changes = await rig.open()
  const checks = [{ kind: "tcp", host: "127.0.0.1", port: 1, withinMs: 100 }]
  await changes.accept(rig.command({ checks }))
  await changes.idle()
  assert.equal(rig.finished[0]?.outcome, "rolled-back")
  assert.equal(rig.finished[0]?.problem?.code, "check-failed")
  assert.equal(rig.read(), OLD_TEXT)
  await changes.close()
})

test("the undo of a change that made the file removes it", async (t) => {
  const rig = await makeRig({ text: null })
  t.after(rig.remove)
  changeUnit(rig.worldPath, UNIT, { activeState: "failed" })
  const changes = await rig.open()
  await changes.accept(rig.command({ text: CRASH_TEXT, baseHash: null }))
  await changes.idle()
  assert.equal(rig.finished[0]?.outcome, "rolled-back")
  assert.equal(existsSync(rig.envPath), false)
  await changes.close()
})

test("the undo of a change stops a unit again that was stopped before", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  changeUnit(rig.worldPath, UNIT, { activeState: "inactive" })
  const changes = await rig.open()
  await changes.accept(rig.command({ text: CRASH_TEXT }))
  await changes.idle()
  assert.equal(rig.finished[0]?.outcome, "rolled-back")
  assert.equal(readWorld(rig.worldPath).units[0]?.activeState, "inactive")
  await changes.close()
})

test("F56 an old version that does not come up either, and an altered backup, end in stuck, once", async (t) => {
  const rig = await makeRig({ text: "CRASH=old\n" })
  t.after(rig.remove)
  const changes = await rig.open()
  await changes.accept(rig.command({ text: CRASH_TEXT, baseHash: hashOf("CRASH=old\n") }))
  await changes.idle()
  assert.equal(rig.finished[0]?.outcome, "stuck")
  assert.equal(rig.finished[0]?.problem?.code, "rollback-failed")
  const starts = readWorld(rig.worldPath).units[0]?.starts
  await changes.close()
  const again = await rig.open()
  await again.idle()
  assert.equal(readWorld(rig.worldPath).units[0]?.starts, starts, "a stuck change is never tried again")
  assert.equal(again.pendingResults().length, 1)
  await again.close()
})

test("F56 a backup that was altered is not put back", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  const supervisor = rig.options().supervisor
  const changes = await rig.open({
    supervisor: {
      ...supervisor,
      restart: async (unit, options) => {
        for (const name of readdirSync(`${rig.stateDir}/backups`))
          writeFileSync(`${rig.stateDir}/backups/${name}`, "X=1\n")
        return supervisor.restart(unit, options)
      },
    },
  })
  await changes.accept(rig.command({ text: CRASH_TEXT }))
  await changes.idle()
  assert.equal(rig.finished[0]?.outcome, "stuck")
  assert.doesNotMatch(rig.read(), /X=1/)
  await changes.close()
})

test("F12 a command whose time is over before it is begun is expired, not run", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  let skew = 0
  const clock = { ...systemClock, monotonic: () => systemClock.monotonic() + skew }
  const supervisor = rig.options().supervisor
  const restart: typeof supervisor.restart = async (unit, options) => {
    skew = 61_000
    return supervisor.restart(unit, options)
  }
  const changes = await rig.open({ clock, supervisor: { ...supervisor, restart } })
  await changes.accept(rig.command())
  await changes.accept(rig.command({ text: "GREETING=late\n", baseHash: hashOf(NEW_TEXT) }))
  await changes.idle()
  assert.deepEqual(
    rig.finished.map((result) => result.outcome),
    ["applied", "expired"],
  )
  assert.equal(rig.read(), NEW_TEXT)
  await changes.close()
})

test("F36 without a policy, or with an empty, invalid or world-writable one, nothing is permitted", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  const changes = await rig.open()
  const policies = ["", "{}", "not json", JSON.stringify({ ...policyFor(rig.envPath, rig), env: [] })]
  for (const text of policies) {
    writeFileSync(rig.policyPath, text)
    await changes.accept(rig.command())
  }
  rmSync(rig.policyPath)
  await changes.accept(rig.command())
  await changes.idle()
  assert.deepEqual(
    rig.finished.map((result) => [result.outcome, result.problem?.code]),
    Array(5).fill(["refused", "policy-refused"]),
  )
  assert.equal(rig.read(), OLD_TEXT)
  await changes.close()
})

test("results stay until they are acknowledged, across restarts", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  const changes = await rig.open()
  const command = rig.command()
  await changes.accept(command)
  await changes.idle()
  await changes.close()
  const again = await rig.open()
  assert.deepEqual(
    again.pendingResults().map((result) => result.commandId),
    [command.id],
  )
  again.acknowledge(command.id)
  assert.deepEqual(again.pendingResults(), [])
  await again.close()
  const third = await rig.open()
  assert.deepEqual(third.pendingResults(), [])
  assert.deepEqual(readdirSync(`${rig.stateDir}/backups`), [], "an acknowledged change leaves no secret behind")
  await third.close()
})

test("the env text is nowhere in the journal, and its command's file is gone when the change is over", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  const changes = await rig.open()
  await changes.accept(rig.command())
  await changes.idle()
  await changes.close()
  assert.equal(readFileSync(`${rig.stateDir}/journal`).includes("new-secret-value"), false)
  assert.deepEqual(readdirSync(`${rig.stateDir}/commands`), [])
})

test("a second agent on the same state folder is refused with the first one's name", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  const changes = await rig.open()
  await assert.rejects(rig.open({ lockWaitMs: 0 }), { code: "agent-busy" })
  await changes.close()
})

test("F44 a text that its readers would not read as it shows is refused by the agent, too", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  const changes = await rig.open()
  for (const text of ["A=\0\n", "\uFEFFA=1\n", 'A="open\n', "A=1\nA=2\n", "no equals\n", "A=1\r\nB=2\n"]) {
    await changes.accept(rig.command({ text }))
    await changes.idle()
    const result = rig.finished.at(-1)
    assert.deepEqual([result?.outcome, result?.problem?.code], ["refused", "invalid-env"], JSON.stringify(text))
  }
  assert.equal(rig.read(), OLD_TEXT)
  await changes.close()
})

test("F34 a command that the control plane did not sign for this server is refused and leaves no trace", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  const changes = await rig.open()
  const good = rig.command()
  const other = await makeRig()
  t.after(other.remove)
  const forged = [
    { ...good, signature: other.command().signature },
    { ...good, seq: good.seq + 1 },
    { ...good, payload: good.payload.replace("new", "bad") },
    { ...good, serverId: other.serverId },
  ]
  for (const command of forged) await assert.rejects(changes.accept(command), { code: "command-unsigned" })
  await assert.rejects(changes.accept({ ...good, extra: 1 }), { code: "invalid-input" })
  assert.equal(changes.commandSeq(), 0)
  assert.equal(changes.journalHead(), null)
  await changes.close()
})
