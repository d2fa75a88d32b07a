import { peekRecord } from "@signalbox/agent/changes/ledger"
import { realFileSystem } from "@signalbox/agent/host/file-system"
import { CRASH_TEXT, makeRig, OLD_TEXT } from "@signalbox/agent/testing/rig"
import { readWorld } from "@signalbox/agent/testing/simulated-supervisor"
import type { FaultOptions, FaultRow } from "./row.ts"
import { mountSmallDisk } from "./small-disk.ts"

/** The agent's own disk fills up in the middle of a change that must then be undone, and stays full. */
export async function faultF27({ runs }: FaultOptions): Promise<FaultRow> {
  let failures = 0
  for (let round = 0; round < runs; round += 1) failures += Number(!(await fillDuringChange()))
  return {
    id: "F27",
    claim: `the agent's disk fills up during a change that fails, ${runs} times: undone and recorded, and no new work is taken`,
    figure: failures,
    unit: "failed undos, or work taken",
    target: "0",
    pass: failures === 0,
  }
}

async function fillDuringChange(): Promise<boolean> {
  const disk = await mountSmallDisk({ sizeBytes: 4_194_304 })
  const rig = await makeRig({ stateDir: `${disk.folder}/state` })
  try {
    const { supervisor } = rig.options()
    const restart: typeof supervisor.restart = (unit, options) => {
      disk.fill()
      return supervisor.restart(unit, options)
    }
    const changes = await rig.open({ supervisor: { ...supervisor, restart } })
    // Evidence and result must be larger than what is left of a block that the journal may already have.
    const command = rig.command({ text: `${CRASH_TEXT}FILLER=${"x".repeat(1_500)}\n` })
    await changes.accept(command)
    await changes.idle()
    const onDisk = peekRecord(rig.stateDir, realFileSystem, command.id)?.step
    const refusal = await changes.accept(rig.command()).then(
      () => "accepted",
      (error: { code?: string }) => error.code,
    )
    await changes.close()
    const again = await rig.open()
    const recorded = again.pendingResults()[0]?.outcome
    await again.close()
    const isUp = readWorld(rig.worldPath).units[0]?.startedWith === OLD_TEXT
    const isUndone = rig.read() === OLD_TEXT && isUp && recorded === "rolled-back"
    return isUndone && onDisk === "rolled-back" && refusal === "agent-state-full"
  } finally {
    await disk.unmount()
    rig.remove()
  }
}
