import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { makeRig, OLD_TEXT } from "@signalbox/agent/testing/rig"
import { readWorld } from "@signalbox/agent/testing/simulated-supervisor"
import type { FaultOptions, FaultRow } from "./row.ts"
import { mountSmallDisk } from "./small-disk.ts"

/** The application's file system has no room, or no inodes. */
export async function faultF26(_options: FaultOptions): Promise<FaultRow> {
  const changed = Number(await attempt("room")) + Number(await attempt("inodes"))
  return {
    id: "F26",
    claim: "the application's file system of 64 KiB is full, or has no inodes: refused before anything is written",
    figure: changed,
    unit: "files or units changed",
    target: "0",
    pass: changed === 0,
  }
}

async function attempt(lack: "room" | "inodes"): Promise<boolean> {
  const disk = await mountSmallDisk(lack === "room" ? { sizeBytes: 65_536 } : { sizeBytes: 4_194_304, inodes: 6 })
  const rig = await makeRig({ appBase: disk.folder })
  try {
    if (lack === "room") disk.fill()
    else for (let file = 0; file < 10; file += 1) takeInode(join(disk.folder, `inode-${file}`))
    const before = JSON.stringify(readWorld(rig.worldPath))
    const changes = await rig.open()
    await changes.accept(rig.command())
    await changes.idle()
    await changes.close()
    const [result] = rig.finished
    const isRefused = result?.outcome === "refused" && result.problem?.code === "no-space"
    const isUntouched = rig.read() === OLD_TEXT && JSON.stringify(readWorld(rig.worldPath)) === before
    return !isRefused || !isUntouched || rig.leftOver().length > 0
  } finally {
    await disk.unmount()
    rig.remove()
  }
}

function takeInode(path: string): void {
  try {
    writeFileSync(path, "")
  } catch {
    // none left
  }
}
