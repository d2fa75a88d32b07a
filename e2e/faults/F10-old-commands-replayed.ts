import { hashOf } from "@signalbox/agent/host/files/target"
import { makeRig } from "@signalbox/agent/testing/rig"
import { readWorld } from "@signalbox/agent/testing/simulated-supervisor"
import type { Command } from "@signalbox/protocol/change"
import type { FaultOptions, FaultRow } from "./row.ts"

/** More than an agent remembers by their ids, so that the number alone must hold. */
const COMMANDS = 40

/** Old commands, once good and still well signed, come again after the agent was restarted and its journal compacted. */
export async function faultF10({ runs }: FaultOptions): Promise<FaultRow[]> {
  const rig = await makeRig()
  try {
    const commands: Command[] = []
    const changes = await rig.open()
    for (let number = 0; number < COMMANDS; number += 1) {
      const command = rig.command({ text: `GREETING=${number}\n`, baseHash: hashOf(rig.read()) })
      commands.push(command)
      await changes.accept(command)
      await changes.idle()
      changes.acknowledge(command.id)
    }
    const head = changes.journalHead()
    await changes.close()
    // The first restart compacts; the second reads what was compacted.
    await (await rig.open()).close()
    const again = await rig.open()
    const before = JSON.stringify(readWorld(rig.worldPath))
    const text = rig.read()
    const replays = Array.from({ length: runs * 10 }, (_, run) => replayOf(commands, run, { make: rig.command, text }))
    let refused = 0
    for (const replay of replays) await again.accept(replay).catch(() => (refused += 1))
    await again.idle()
    const effects = Number(JSON.stringify(readWorld(rig.worldPath)) !== before) + Number(rig.read() !== text)
    const chained = again.commandSeq() === COMMANDS && head !== null && again.journalHead() !== null
    await again.close()
    return [
      {
        id: "F10",
        claim: `${replays.length} replays of ${COMMANDS} old commands after restart and compaction`,
        figure: effects + Number(!chained),
        unit: "effects",
        target: "0",
        pass: effects === 0 && chained && refused > 0,
      },
    ]
  } finally {
    rig.remove()
  }
}

type Make = (change: object, more: Partial<Command>) => Command

/** Either the very command, or a new one on an old number that is planned against the present file. */
function replayOf(commands: Command[], run: number, { make, text }: { make: Make; text: string }): Command {
  const old = commands[run % commands.length]
  if (!old) throw new Error("no commands")
  return run % 2 === 0 ? old : make({ text: "GREETING=replayed\n", baseHash: hashOf(text) }, { seq: old.seq })
}
