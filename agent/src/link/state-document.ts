// What the control plane handed over at the last connect. It is kept before anything is sent with it, and shown at the next
// connect: a copy of this agent would show an older one.
import { mkdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { HexSha256 } from "@signalbox/protocol/names"
import { z } from "zod"
import { writeDurably } from "../write-durably.ts"

const StateDocument = z.strictObject({ epoch: z.number().int().min(0), stateHash: HexSha256.nullable() })
export type StateDocument = z.infer<typeof StateDocument>

const FILE = "state.json"

/** Epoch 0 when nothing was handed over yet. @throws Error when the file is there but cannot be read */
export async function readStateDocument(stateDir: string): Promise<StateDocument> {
  try {
    return StateDocument.parse(JSON.parse(await readFile(join(stateDir, FILE), "utf8")))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { epoch: 0, stateHash: null }
    throw error
  }
}

export async function keepStateDocument(stateDir: string, document: StateDocument): Promise<void> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 })
  await writeDurably(join(stateDir, FILE), JSON.stringify(document), 0o600)
}
