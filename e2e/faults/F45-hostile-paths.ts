import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { openEnvFiles } from "@signalbox/agent/host/files/env-files"
import { makeRig, policyFor, type Rig, writePolicy } from "@signalbox/agent/testing/rig"
import type { FaultOptions, FaultRow } from "./row.ts"

const CANARY = "CANARY=untouched\n"
const EVIL = "EVIL=yes\n"

/** A stolen control plane signs changes of paths that lead elsewhere; and the layer below gets them unchecked. */
export async function faultF45(_options: FaultOptions): Promise<FaultRow> {
  const rig = await makeRig()
  let outside = 0
  let tried = 0
  try {
    mkdirSync(`${rig.root}/outside`)
    writeFileSync(`${rig.root}/outside/.env`, CANARY)
    symlinkSync(`${rig.root}/outside`, `${rig.appFolder}/link`)
    symlinkSync(`${rig.root}/outside/.env`, `${rig.appFolder}/link.env`)
    const files = openEnvFiles({ root: rig.root })
    for (const path of hostilePaths(rig)) {
      tried += 1
      // As permitted as it can be: the policy itself lists the path, where its form lets it.
      writePolicy(rig.policyPath, { ...policyFor(rig.envPath, rig), env: [{ ...policyFor(path, rig).env[0], path }] })
      const changes = await rig.open()
      await changes.accept(rig.command({ path, text: EVIL, baseHash: null, units: [] }))
      await changes.idle()
      await changes.close()
      if (rig.finished.pop()?.outcome === "applied") outside += 1
      // The agent's own files are kept from changes by the policy, not by the layer that writes files.
      if (!ownFiles(rig).includes(path)) tryBelow(files, path)
      if (readFileSync(`${rig.root}/outside/.env`, "utf8") !== CANARY || isWritten(rig)) outside += 1
    }
  } finally {
    rig.remove()
  }
  return {
    id: "F45",
    claim: `${tried} hostile paths signed by the control plane and listed by the policy, and given to the file layer as they are`,
    figure: outside,
    unit: "writes outside",
    target: "0",
    pass: outside === 0,
  }
}

function ownFiles({ root }: Rig): string[] {
  return [`${root}/state/journal`, `${root}/state/new`, `${root}/state/commands/new`, `${root}/policy.json`]
}

function hostilePaths(rig: Rig): string[] {
  const { appFolder, root } = rig
  return [
    `${appFolder}/../outside/.env`,
    `${appFolder}/link/.env`,
    `${appFolder}/link/new`,
    `${appFolder}/link.env`,
    `${appFolder}//x`,
    `${appFolder}/./x`,
    `${appFolder}/x\0.env`,
    `${appFolder}/x\ny`,
    `${appFolder}/%2e%2e/outside/.env`,
    `${appFolder}/\u2024\u2024/outside/.env`,
    `${appFolder}/..\u2215outside/.env`,
    `/proc/self/root${root}/outside/.env`,
    `/proc/self/cwd/x`,
    `/proc/1/root/etc/x`,
    `/dev/shm/x`,
    `/etc/cron.d/evil`,
    `/etc/systemd/system/evil.service`,
    `/etc/sudoers.d/evil`,
    `/usr/local/bin/evil`,
    `/root/.ssh/authorized_keys`,
    ...ownFiles(rig),
    "relative/.env",
    "",
    "/",
  ]
}

function tryBelow(files: ReturnType<typeof openEnvFiles>, path: string): void {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  const write = { path, bytes: Buffer.from(EVIL), uid, gid, mode: 0o640, commandId: "0" }
  try {
    files.writeEnvFile(write)
  } catch {
    // refused, as it must be
  }
}

function isWritten(rig: Rig): boolean {
  const places = ["/etc/cron.d/evil", "/etc/systemd/system/evil.service", "/etc/sudoers.d/evil", "/usr/local/bin/evil"]
  const near = [`${rig.root}/outside/new`, `${rig.root}/outside/x`, "/dev/shm/x", "/proc/1/root/etc/x"]
  return [...places, ...near].some((path) => existsSync(path)) || readFileSync(rig.policyPath, "utf8") === EVIL
}
