import { makeRig, NEW_TEXT } from "@signalbox/agent/testing/rig"
import { Problem } from "@signalbox/protocol/problem"
import type { FaultOptions, FaultRow } from "./row.ts"

/** Well-signed commands that carry the id of an earlier one and another content: while it runs, and after its end. */
export async function faultF09({ runs }: FaultOptions): Promise<FaultRow> {
  const rig = await makeRig()
  let accepted = 0
  try {
    const changes = await rig.open()
    const command = rig.command({ text: NEW_TEXT })
    await changes.accept(command)
    for (let run = 0; run < runs; run += 1) {
      if (run === Math.floor(runs / 2)) await changes.idle()
      const other = rig.command({ text: `GREETING=other ${run}\n` }, { id: command.id })
      const code = await changes.accept(other).then(
        () => "accepted",
        (error: unknown) => (error instanceof Problem ? error.code : "error"),
      )
      if (code !== "command-mismatch") accepted += 1
    }
    await changes.idle()
    if (rig.read() !== NEW_TEXT) accepted += 1
    await changes.close()
  } finally {
    rig.remove()
  }
  return {
    id: "F09",
    claim: `a command with the id of an earlier one and another content, ${runs} times`,
    figure: accepted,
    unit: "accepted",
    target: "0",
    pass: accepted === 0,
  }
}
