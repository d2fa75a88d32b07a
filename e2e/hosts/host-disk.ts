// A host's disk: what it wrote itself, over the one root image. It outlives the machine's processes, as a disk does.

import { randomBytes } from "node:crypto"
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { namesOf } from "./claims.ts"
import { runChecked } from "./run-command.ts"

/** Mounts a fresh disk over the image and gives it a name and an identity. Returns its root folder. */
export async function createHostDisk(image: string, network: number, name: string): Promise<string> {
  const disk = namesOf.diskFolder(network, name)
  const [upper, work, root] = [join(disk, "upper"), join(disk, "work"), join(disk, "root")]
  for (const folder of [upper, work, root]) await mkdir(folder, { recursive: true })
  const layers = `lowerdir=${image},upperdir=${upper},workdir=${work}`
  await runChecked("mount", ["-t", "overlay", "overlay", "-o", layers, root])
  await writeFile(join(root, "etc/machine-id"), `${randomBytes(16).toString("hex")}\n`)
  await writeFile(join(root, "etc/hostname"), `${name}\n`)
  await writeFile(join(root, "etc/hosts"), `127.0.0.1 localhost\n127.0.1.1 ${name}\n`)
  return root
}
