import * as nodeFileSystem from "node:fs"
import type { FileSystem } from "@signalbox/agent/host/file-system"
import { openEnvFiles } from "@signalbox/agent/host/files/env-files"
import { makeRig } from "@signalbox/agent/testing/rig"
import type { FaultOptions, FaultRow } from "./row.ts"

const BY_HAND = "GREETING=by-hand\n"

/** Somebody edits the file on the server: after the plan, and in the middle of the agent's own write. */
export async function faultF14({ runs }: FaultOptions): Promise<FaultRow> {
  let overwritten = 0
  for (let run = 0; run < runs; run += 1) overwritten += Number(await editAndApply(run))
  return {
    id: "F14",
    claim: `file edited by hand between plan and write, or during the write, ${runs} times: refused as drift`,
    figure: overwritten,
    unit: "edits overwritten",
    target: "0",
    pass: overwritten === 0,
  }
}

async function editAndApply(run: number): Promise<boolean> {
  const rig = await makeRig()
  try {
    const edit = () => nodeFileSystem.writeFileSync(rig.envPath, BY_HAND)
    // When the agent makes its temporary file durable, it has already compared the old file with the plan.
    const fs: FileSystem = {
      ...nodeFileSystem,
      fchmodSync: (fd, mode) => {
        nodeFileSystem.fchmodSync(fd, mode)
        if (run % 2 === 1) edit()
      },
    }
    if (run % 2 === 0) edit()
    const changes = await rig.open({ files: openEnvFiles({ root: rig.root, fs }) })
    await changes.accept(rig.command())
    await changes.idle()
    await changes.close()
    return rig.finished[0]?.problem?.code !== "drifted" || rig.read() !== BY_HAND || rig.leftOver().length > 0
  } finally {
    rig.remove()
  }
}
