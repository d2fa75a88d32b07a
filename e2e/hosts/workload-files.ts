// Puts the scenario's services onto a server's disk, before its first boot, as the operator had them.

import { chmod, chown, copyFile, mkdir, readdir, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { serviceUser } from "./root-settings.ts"
import type { ScenarioEnvs, ScenarioService } from "./scenario-envs.ts"

const workloads = fileURLToPath(new URL("workloads", import.meta.url))

/** The working directory of each service, and its units in the order in which they start. */
export const scenarioServices = {
  backend: { folder: "/opt/ytdl/backend-python", units: ["ytd-api.service", "ytd-worker.service", "ytd-beat.service"] },
  "cookie-extractor": { folder: "/opt/ytdl/cookie-extractor", units: ["ytd-cookie-extractor.service"] },
} as const satisfies Record<ScenarioService, { folder: string; units: readonly string[] }>

/** Code, units (enabled) and env files; everything below /opt/ytdl belongs to ytdl, the env files have mode 0600. */
export async function installWorkloads(root: string, envs: ScenarioEnvs): Promise<void> {
  await installService(join(root, scenarioServices.backend.folder), "backend-python", envs.backend.merged)
  await installService(
    join(root, scenarioServices["cookie-extractor"].folder),
    "cookie-extractor",
    envs["cookie-extractor"].merged,
  )
  await enableUnit(root, "redis-server.service", "/lib/systemd/system")
  for (const unit of await readdir(join(workloads, "units"))) {
    await copyFile(join(workloads, "units", unit), join(root, "etc/systemd/system", unit))
    await enableUnit(root, unit, "/etc/systemd/system")
  }
}

async function installService(folder: string, source: string, envText: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await giveToServiceUser(folder)
  for (const name of await readdir(join(workloads, source))) {
    await copyFile(join(workloads, source, name), join(folder, name))
    await giveToServiceUser(join(folder, name))
  }
  const envFile = join(folder, ".env")
  await writeFile(envFile, envText, { mode: 0o600 })
  await chmod(envFile, 0o600)
  await giveToServiceUser(envFile)
}

/** What `systemctl enable` does, for a machine that is off. */
export async function enableUnit(root: string, unit: string, unitFolder: string): Promise<void> {
  const wants = join(root, "etc/systemd/system/multi-user.target.wants")
  await mkdir(wants, { recursive: true })
  await symlink(join(unitFolder, unit), join(wants, unit))
}

function giveToServiceUser(path: string): Promise<void> {
  return chown(path, serviceUser.uid, serviceUser.gid)
}
