import { statSync } from "node:fs"
import { Worker } from "node:worker_threads"
import { hashOf } from "@signalbox/agent/host/files/target"
import { makeRig, OLD_TEXT, policyFor, writePolicy } from "@signalbox/agent/testing/rig"
import type { FaultOptions, FaultRow } from "./row.ts"

const HOSTILE = ["4755", "0777", "0666", "0644", "2640", "1640", "640", "0o640", "-rw-r--r--", "0641", ""]

/** Modes that give others anything, unknown owners; and what a watcher sees of good writes while they happen. */
export async function faultF50({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const accepted = await hostileModes()
  const watched = await watchWrites(runs)
  progress(`${watched.looks} looks during ${runs} writes and their undoing`)
  return [
    {
      id: "F50",
      claim: `${HOSTILE.length} modes with setuid, sticky or something for others, unknown owners`,
      figure: accepted,
      unit: "accepted",
      target: "0",
      pass: accepted === 0,
    },
    {
      id: "F50b",
      claim: `bits for others seen on any file of the folder during ${runs} writes, ${watched.looks} looks`,
      figure: watched.bits,
      unit: "mode bits",
      target: "0",
      pass: watched.bits === 0 && watched.looks > runs,
    },
  ]
}

async function hostileModes(): Promise<number> {
  const rig = await makeRig()
  let accepted = 0
  try {
    const policy = policyFor(rig.envPath, rig)
    const changes = await rig.open()
    const attempts = [...HOSTILE.map((mode) => ({ mode })), { owner: "no-such-user" }, { group: "no-such-group" }]
    for (const attempt of attempts) {
      const entry = { ...policy.env[0], ...("mode" in attempt ? { modes: [attempt.mode] } : attempt) }
      writePolicy(rig.policyPath, { ...policy, env: [entry] })
      await changes.accept(rig.command(attempt))
      await changes.idle()
      const result = rig.finished.at(-1)
      if (result) changes.acknowledge(result.commandId)
      if (result?.outcome !== "refused" || rig.read() !== OLD_TEXT) accepted += 1
    }
    await changes.close()
  } finally {
    rig.remove()
  }
  return accepted
}

const WATCHER = `
const { workerData, parentPort } = require("node:worker_threads")
const { readdirSync, lstatSync } = require("node:fs")
const state = new Int32Array(workerData.shared)
for (;;) {
  if (Atomics.load(state, 0) === 1) break
  try {
    for (const name of readdirSync(workerData.folder)) {
      try { Atomics.or(state, 1, lstatSync(workerData.folder + "/" + name).mode & 0o7007) } catch {}
    }
  } catch {}
  Atomics.add(state, 2, 1)
  Atomics.wait(state, 3, 0, 1)
}
parentPort.postMessage("done")
`

async function watchWrites(runs: number): Promise<{ bits: number; looks: number }> {
  const rig = await makeRig()
  const shared = new SharedArrayBuffer(16)
  const state = new Int32Array(shared)
  const worker = new Worker(WATCHER, { eval: true, workerData: { folder: rig.appFolder, shared } })
  try {
    const changes = await rig.open()
    for (let run = 0; run < runs; run += 1) {
      const text = run % 2 === 0 ? `GREETING=${run}\n` : `CRASH=${run}\n`
      await changes.accept(rig.command({ text, baseHash: hashOf(rig.read()), mode: "0600" }))
      await changes.idle()
      const result = rig.finished.at(-1)
      if (result) changes.acknowledge(result.commandId)
    }
    await changes.close()
    const bits = Atomics.load(state, 1) | (statSync(rig.envPath).mode & 0o007)
    return { bits, looks: Atomics.load(state, 2) }
  } finally {
    Atomics.store(state, 0, 1)
    await new Promise((resolve) => worker.once("exit", resolve))
    rig.remove()
  }
}
