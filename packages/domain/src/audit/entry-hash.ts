import { createHash } from "node:crypto"
import { canonicalJson } from "@signalbox/protocol/canonical-json"

/** What the hash of an entry covers: everything in its row but the hashes. */
export type HashedEntry = {
  seq: number
  at: Date
  actorKind: string
  actorId: string | null
  actorName: string
  action: string
  result: string
  objectKind: string
  objectId: string | null
  objectName: string
  serverId: string | null
  address: string | null
  reason: string | null
  before: unknown
  after: unknown
}

/** Stands before the first entry. */
export const GENESIS_HASH = new Uint8Array(32)

/** SHA-256 of the previous entry's hash and this entry as canonical JSON: to change one is to change all that follow. */
export function entryHash(previous: Uint8Array, entry: HashedEntry): Uint8Array<ArrayBuffer> {
  const { seq, at, actorKind, actorId, actorName, action, result, objectKind, objectId, objectName } = entry
  const { serverId, address, reason, before, after } = entry
  const what = { seq, at, actorKind, actorId, actorName, action, result, objectKind, objectId, objectName }
  const json = canonicalJson({ ...what, serverId, address, reason, before, after })
  return new Uint8Array(createHash("sha256").update(previous).update(json).digest())
}
