import assert from "node:assert/strict"
import { type TestContext, test } from "node:test"
import { hashOf } from "../host/files/target.ts"
import { answeringServer } from "../testing/answering-server.ts"
import { makeRig, policyFor, UNIT, writePolicy } from "../testing/rig.ts"
import { makeWorld, readWorld } from "../testing/simulated-supervisor.ts"

const WORKER = "worker.service"
const QUEUE_LISTS = 10

/** A rig with a worker that comes first in the service, and a broker in which so many tasks wait, one fewer at each look. */
async function rigWithBroker(t: TestContext, { waiting, worksOff }: { waiting: number; worksOff: boolean }) {
  let left = waiting
  const restartedAtLook: (string | null | undefined)[] = []
  const rig = await makeRig({ text: null })
  t.after(rig.remove)
  const port = await answeringServer(t, (socket, asked) => {
    if (asked.includes("SETNAME")) return socket.write("+OK\r\n")
    const world = readWorld(rig.worldPath)
    restartedAtLook.push(world.units.find(({ name }) => name === WORKER)?.startedWith)
    socket.write(`:${left}\r\n${":0\r\n".repeat(QUEUE_LISTS)}`)
    if (worksOff && left > 0) left -= 1
  })
  const policy = policyFor(rig.envPath, rig)
  policy.env[0]?.units.push(WORKER)
  writePolicy(rig.policyPath, policy)
  makeWorld(rig.worldPath, [
    { name: WORKER, envFile: rig.envPath },
    { name: UNIT, envFile: rig.envPath },
  ])
  const old = `CELERY_BROKER_URL=redis://127.0.0.1:${port}/0\n`
  const drain = {
    units: [WORKER],
    brokers: [{ key: "CELERY_BROKER_URL", keyPrefix: "", queues: ["celery"] }],
    withinMs: worksOff ? 20_000 : 1_000,
  }
  const changes = await rig.open()
  const units = [WORKER, UNIT]
  await changes.accept(rig.command({ text: old, baseHash: null, units }))
  await changes.idle()
  assert.equal(rig.finished[0]?.outcome, "applied")
  return { rig, changes, old, drain, units, restartedAtLook }
}

const NEW = "CELERY_BROKER_URL=redis://127.0.0.1:6379/0\n"

test("a worker is restarted last, and only after its old broker was worked off", async (t) => {
  const { rig, changes, old, drain, units, restartedAtLook } = await rigWithBroker(t, { waiting: 2, worksOff: true })
  await changes.accept(rig.command({ text: NEW, baseHash: hashOf(old), units, drain }))
  await changes.idle()
  await changes.close()
  assert.equal(rig.finished[1]?.outcome, "applied", JSON.stringify(rig.finished[1]?.problem))
  assert.ok(restartedAtLook.length > 2, "the broker was looked at")
  assert.ok(
    restartedAtLook.every((startedWith) => startedWith === old),
    "the worker still ran on the old file",
  )
  const steps = rig.progress.map(({ step }) => step)
  assert.ok(steps.indexOf(`Restarts ${UNIT}`) < steps.indexOf("Waits for 2 tasks to be worked off"))
  assert.equal(readWorld(rig.worldPath).units[0]?.startedWith, NEW)
})

test("tasks that nobody works off undo the change: the old file, every unit on it", async (t) => {
  const { rig, changes, old, drain, units } = await rigWithBroker(t, { waiting: 3, worksOff: false })
  await changes.accept(rig.command({ text: NEW, baseHash: hashOf(old), units, drain }))
  await changes.idle()
  await changes.close()
  assert.equal(rig.finished[1]?.outcome, "rolled-back")
  assert.match(rig.finished[1]?.problem?.message ?? "", /3 tasks wait still/)
  assert.equal(rig.read(), old)
  for (const unit of readWorld(rig.worldPath).units) assert.equal(unit.startedWith, old, unit.name)
})

test("a broker beyond what the host policy lets checks connect to refuses the change, with nothing touched", async (t) => {
  const { rig, changes, drain, units, old } = await rigWithBroker(t, { waiting: 0, worksOff: true })
  const far = "CELERY_BROKER_URL=redis://198.51.100.90:6379/0\n"
  await changes.accept(rig.command({ text: far, baseHash: hashOf(old), units }))
  await changes.idle()
  await changes.accept(rig.command({ text: NEW, baseHash: hashOf(far), units, drain }))
  await changes.idle()
  await changes.close()
  assert.deepEqual([rig.finished[2]?.outcome, rig.finished[2]?.problem?.code], ["refused", "policy-refused"])
  assert.equal(rig.read(), far)
})
