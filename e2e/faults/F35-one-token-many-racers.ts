import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { enrol } from "@signalbox/agent/enrol"
import { openLinkRig, POLICY } from "./link-rig.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

const RACERS = 200

/** 200 machines send one token at the same moment: counted are the servers in the database, not what the racers were told. */
export async function faultF35({ runs, progress }: FaultOptions): Promise<FaultRow> {
  const rig = await openLinkRig()
  const folder = await mkdtemp(join(tmpdir(), "signalbox-F35-"))
  let wrong = 0
  try {
    for (let round = 0; round < runs; round += 1) {
      const token = await rig.makeToken()
      const before = await rig.domain.db.server.count()
      const race = Array.from({ length: RACERS }, (_, racer) => {
        const configDir = join(folder, `${round}-${racer}`)
        return enrol({ url: rig.url, keyFingerprint: rig.key.fingerprint, token, policy: POLICY, configDir })
      })
      const won = (await Promise.allSettled(race)).filter((result) => result.status === "fulfilled").length
      const made = (await rig.domain.db.server.count()) - before
      if (made !== 1 || won !== 1) wrong += 1
      if ((round + 1) % 10 === 0)
        progress(`${round + 1} of ${runs} races of ${RACERS}, ${rig.faults.length} faults inside`)
    }
  } finally {
    await rig.close()
    await rm(folder, { recursive: true, force: true })
  }
  return {
    id: "F35",
    claim: `one token, ${RACERS} enrolments at once, ${runs} times: exactly one server`,
    figure: wrong,
    unit: "races with another number",
    target: "0",
    pass: wrong === 0 && rig.faults.length === 0,
  }
}
