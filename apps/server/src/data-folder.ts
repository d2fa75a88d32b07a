import { randomBytes, randomUUID } from "node:crypto"
import { link, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { StartRefusal } from "@signalbox/prisma/start-refusal"
import { whyFolderIsClosed } from "./start-probes.mjs"

/** @throws StartRefusal when the data folder cannot be made or written */
export async function openDataFolder(dir: string): Promise<void> {
  const refusal = await whyFolderIsClosed(dir)
  if (refusal !== undefined) throw new StartRefusal(refusal)
}

/** The key that seals what the database keeps: made at the first start. Keep a copy of it apart from backups of the database. */
export async function readOrMakeRootKey(dataDir: string): Promise<Buffer> {
  const text = await readOrMake(join(dataDir, "root-key"), () => randomBytes(32).toString("base64"))
  const key = Buffer.from(text, "base64")
  if (key.length !== 32) throw new StartRefusal(`${join(dataDir, "root-key")} does not hold a root key of 32 bytes.`)
  return key
}

/** The name of this process among replicas; it stays the same over restarts. */
export async function readOrMakeReplicaName(dataDir: string): Promise<string> {
  return readOrMake(join(dataDir, "replica"), randomUUID)
}

async function readOrMake(path: string, make: () => string): Promise<string> {
  const draft = `${path}.${randomUUID()}`
  try {
    const known = await readFile(path, "utf8").catch(unlessMissing)
    if (known !== undefined) return known.trim()
    await writeFile(draft, `${make()}\n`, { mode: 0o600, flush: true })
    // A link appears with its whole content, and only where nothing is yet: of two starts, both use the first one's.
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error
    })
    await rm(draft)
    return (await readFile(path, "utf8")).trim()
  } catch (error) {
    throw new StartRefusal(`${path} cannot be used (${(error as NodeJS.ErrnoException).code}).`)
  }
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error
}
