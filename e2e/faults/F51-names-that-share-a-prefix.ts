import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { makeRig, OLD_TEXT } from "@signalbox/agent/testing/rig"
import type { FaultOptions, FaultRow } from "./row.ts"

/** Paths and units that begin like permitted ones, and permitted ones with another owner, group or mode. */
export async function faultF51(_options: FaultOptions): Promise<FaultRow> {
  const rig = await makeRig()
  let allowed = 0
  let tried = 0
  try {
    const folder = dirname(rig.envPath)
    const paths = [
      `${rig.envPath}.bak`,
      `${rig.envPath}2`,
      `${folder}/.en`,
      `${folder}x/.env`,
      `${folder}/.env/x`,
      folder,
    ]
    const units = ["web.service.service", "web2.service", "we.service", "web@1.service", "WEB.service"]
    writeFileSync(`${rig.envPath}2`, OLD_TEXT)
    const attempts = [
      ...paths.map((path) => ({ path, baseHash: null })),
      ...units.map((unit) => ({ units: ["web.service", unit] })),
      ...["0660", "0400", "0620"].map((mode) => ({ mode })),
      { owner: "nobody" },
      { group: "nogroup" },
    ]
    const changes = await rig.open()
    for (const attempt of attempts) {
      tried += 1
      await changes.accept(rig.command(attempt))
      await changes.idle()
      const result = rig.finished.at(-1)
      if (result) changes.acknowledge(result.commandId)
      if (result?.outcome !== "refused" || rig.read() !== OLD_TEXT) allowed += 1
    }
    await changes.close()
    if (existsSync(`${rig.envPath}.bak`) || readFileSync(`${rig.envPath}2`, "utf8") !== OLD_TEXT) allowed += 1
  } finally {
    rig.remove()
  }
  return {
    id: "F51",
    claim: `${tried} paths, units, owners, groups and modes that are nearly those of the policy`,
    figure: allowed,
    unit: "allowed",
    target: "0",
    pass: allowed === 0,
  }
}
