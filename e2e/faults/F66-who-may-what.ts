import { askEveryCell, procedures, rules } from "@signalbox/server/testing/access-table"
import { startTestServer } from "@signalbox/server/testing/start-test-server"
import { collectEnds } from "./ends.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

/** Every procedure, asked by nobody, by each role in a browser, and by each role's token. */
export async function faultF66(_options: FaultOptions): Promise<FaultRow[]> {
  const ends = collectEnds()
  try {
    const { cells, wrong } = await askEveryCell(await startTestServer(ends))
    const unruled = procedures.filter(([path]) => !rules.has(path)).length
    const id = "F66"
    return [
      {
        id,
        claim: `${cells} cells of procedure x caller answer as the table says`,
        figure: wrong.length,
        unit: "wrong cells",
        target: "0",
        pass: wrong.length === 0,
      },
      {
        id,
        claim: "every procedure has a rule",
        figure: unruled,
        unit: "entries without rule",
        target: "0",
        pass: unruled === 0,
      },
    ]
  } finally {
    await ends.endAll()
  }
}
