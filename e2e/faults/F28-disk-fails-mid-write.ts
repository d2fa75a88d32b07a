import * as nodeFileSystem from "node:fs"
import type { FileSystem } from "@signalbox/agent/host/file-system"
import { openEnvFiles } from "@signalbox/agent/host/files/env-files"
import { makeRig, NEW_TEXT, OLD_TEXT } from "@signalbox/agent/testing/rig"
import { readWorld } from "@signalbox/agent/testing/simulated-supervisor"
import type { FaultOptions, FaultRow } from "./row.ts"

const CALLS = ["openSync", "writeSync", "fsyncSync", "fchownSync", "fchmodSync", "renameSync"] as const

/** From its n-th writing call on, the application's file system answers EIO or EROFS, once or for good. */
export async function faultF28({ progress }: FaultOptions): Promise<FaultRow> {
  let silent = 0
  let tried = 0
  for (const code of ["EIO", "EROFS"]) {
    for (const lasts of [false, true]) {
      for (let at = 1; at <= 9; at += 1) {
        tried += 1
        const fault = await failAt({ at, code, lasts })
        if (fault) progress(`${code} at call ${at}${lasts ? " for good" : ""}: ${fault}`)
        silent += Number(fault !== undefined)
      }
    }
  }
  return {
    id: "F28",
    claim: `the disk answers EIO or EROFS at each call of a write, ${tried} ways: old file in place or stuck is said, never a false success`,
    figure: silent,
    unit: "wrong ends",
    target: "0",
    pass: silent === 0,
  }
}

async function failAt(fault: { at: number; code: string; lasts: boolean }): Promise<string | undefined> {
  const rig = await makeRig()
  try {
    const files = openEnvFiles({ root: rig.root, fs: failing(fault, rig.root) })
    const changes = await rig.open({ files })
    await changes.accept(rig.command())
    await changes.idle()
    await changes.close()
    const outcome = rig.finished[0]?.outcome
    const unit = readWorld(rig.worldPath).units[0]
    const text = rig.read()
    if (outcome === "applied") return text === NEW_TEXT && unit?.startedWith === NEW_TEXT ? undefined : "false success"
    if (outcome === "stuck") return rig.finished[0]?.problem ? undefined : "stuck without a reason"
    if (outcome === undefined) return "no end"
    return text === OLD_TEXT && unit?.startedWith === OLD_TEXT ? undefined : `${outcome}, yet the new file is there`
  } finally {
    rig.remove()
  }
}

function failing({ at, code, lasts }: { at: number; code: string; lasts: boolean }, root: string): FileSystem {
  let calls = 0
  const fs: Record<string, unknown> = { ...nodeFileSystem }
  for (const name of CALLS) {
    const call = fs[name] as (...args: unknown[]) => unknown
    fs[name] = (...args: unknown[]) => {
      const isRead = name === "openSync" && !(Number(args[1]) & nodeFileSystem.constants.O_CREAT)
      // The agent's own state is on another disk.
      const isState = typeof args[0] === "string" && args[0].startsWith(`${root}/state`)
      if (isRead || isState) return call(...args)
      calls += 1
      if (lasts ? calls >= at : calls === at) throw Object.assign(new Error(`${code}: injected`), { code })
      return call(...args)
    }
  }
  return fs as unknown as FileSystem
}
