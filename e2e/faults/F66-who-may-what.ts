import { askEveryCell, tableGaps } from "@signalbox/server/testing/access-table"
import { reachForOthersThings } from "@signalbox/server/testing/others-things"
import { startTestServer } from "@signalbox/server/testing/start-test-server"
import { collectEnds } from "./ends.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

/** Every procedure, asked by nobody, by each role in a browser, and by each role's token; and what belongs to somebody else. */
export async function faultF66({ progress }: FaultOptions): Promise<FaultRow[]> {
  const ends = collectEnds()
  try {
    const server = await startTestServer(ends)
    const { cells, wrong } = await askEveryCell(server)
    const { attempts, reached } = await reachForOthersThings(server)
    const gaps = tableGaps()
    for (const line of [...wrong, ...gaps, ...reached]) progress(line)
    return [
      {
        id: "F66",
        claim: `${cells} cells of procedure x caller answer as the table says`,
        figure: wrong.length,
        unit: "wrong cells",
        target: "0",
        pass: wrong.length === 0,
      },
      {
        id: "F66b",
        claim: "the table and the API name the same procedures",
        figure: gaps.length,
        unit: "entries in one of them only",
        target: "0",
        pass: gaps.length === 0,
      },
      {
        id: "F66c",
        claim: `${attempts} tries of viewers and operators to see or end another's session or token`,
        figure: reached.length,
        unit: "reached",
        target: "0",
        pass: reached.length === 0,
      },
    ]
  } finally {
    await ends.endAll()
  }
}
