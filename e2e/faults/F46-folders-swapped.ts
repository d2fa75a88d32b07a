import { spawn } from "node:child_process"
import { once } from "node:events"
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { openEnvFiles } from "@signalbox/agent/host/files/env-files"
import { run } from "@signalbox/agent/host/run"
import { makeRig, OLD_TEXT, type Rig } from "@signalbox/agent/testing/rig"
import type { FaultOptions, FaultRow } from "./row.ts"

const swapper = fileURLToPath(new URL("swap-folders.py", import.meta.url))
const SECRET = "SECRET=of-the-app\n"

type Files = ReturnType<typeof openEnvFiles>

/** A local user who owns the application's folder swaps it for a link elsewhere, as fast as the kernel can. */
export async function faultF46({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const race = await raceOnce(runs * 20)
  progress(`${race.swaps} swaps during ${race.attempts} writes, of which ${race.written} were made`)
  const odd = await oddTargets()
  return [
    {
      id: "F46",
      claim: `folder swapped for a link (renameat2) ${race.swaps} times during ${race.attempts} writes`,
      figure: race.escapes,
      unit: "files outside",
      target: "0",
      pass: race.escapes === 0 && race.written > 0 && race.swaps >= race.attempts,
    },
    {
      id: "F46b",
      claim: "hard link, pipe, link, folder, device and mount point in the file's place, folders that others may write",
      figure: odd,
      unit: "not refused",
      target: "0",
      pass: odd === 0,
    },
  ]
}

async function raceOnce(attempts: number) {
  const rig = await makeRig()
  try {
    const outside = `${rig.root}/outside`
    mkdirSync(outside)
    mkdirSync(`${rig.appFolder}/sub`)
    writeFileSync(`${rig.appFolder}/sub/.env`, OLD_TEXT)
    symlinkSync(outside, `${rig.appFolder}/swap`)
    const child = spawn("python3", [swapper, `${rig.appFolder}/sub`, `${rig.appFolder}/swap`], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    let swaps = 0
    const lines = createInterface({ input: child.stdout })
    await once(lines, "line")
    lines.on("line", (line) => {
      swaps = Number(line)
    })
    let written = 0
    const files = openEnvFiles({ root: rig.root })
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      written += Number(write(files, `${rig.appFolder}/sub/.env`))
      if (attempt % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    // At least one count of swaps must have been heard before it is ended.
    if (swaps === 0) await once(lines, "line")
    child.kill("SIGTERM")
    await once(child, "close")
    return { attempts, written, swaps, escapes: readdirSync(outside).length }
  } finally {
    rig.remove()
  }
}

function write(files: Files, path: string): boolean {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  try {
    files.writeEnvFile({ path, bytes: Buffer.from(SECRET), uid, gid, mode: 0o600, commandId: "race" })
    return true
  } catch {
    return false
  }
}

/** How many of the odd targets and folders were not refused. */
async function oddTargets(): Promise<number> {
  const rig = await makeRig()
  const files = openEnvFiles({ root: rig.root })
  const undo: string[] = []
  let failures = 0
  try {
    for (const make of oddities(rig, undo)) {
      rmSync(rig.envPath, { recursive: true, force: true })
      if (!(await make())) continue
      const before = lstatSync(rig.envPath).ino
      if (write(files, rig.envPath) || lstatSync(rig.envPath).ino !== before) failures += 1
      for (const mounted of undo.splice(0)) await run("umount", ["--", mounted], { timeoutMs: 5_000 })
    }
    rmSync(rig.envPath, { recursive: true, force: true })
    writeFileSync(rig.envPath, OLD_TEXT)
    for (const mode of [0o775, 0o757, 0o1777]) {
      await run("chmod", [mode.toString(8), rig.appFolder], { timeoutMs: 5_000 })
      if (write(files, rig.envPath)) failures += 1
    }
  } finally {
    rig.remove()
  }
  return failures
}

/** Each puts something odd in the file's place; false when this machine does not let it. */
function oddities(rig: Rig, mounts: string[]): (() => Promise<boolean>)[] {
  const path = rig.envPath
  const other = `${rig.root}/other`
  writeFileSync(other, OLD_TEXT)
  const ran = async (file: string, args: string[]) => (await run(file, args, { timeoutMs: 5_000 })).code === 0
  return [
    () => ran("ln", [other, path]),
    () => ran("ln", ["-s", other, path]),
    () => ran("mkdir", [path]),
    () => ran("mkfifo", [path]),
    () => ran("mknod", [path, "c", "1", "3"]),
    async () => {
      writeFileSync(path, readFileSync(other))
      const isMounted = await ran("mount", ["--bind", other, path])
      if (isMounted) mounts.push(path)
      return isMounted
    },
  ]
}
