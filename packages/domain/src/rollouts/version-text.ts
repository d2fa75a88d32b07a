import { openVersionHash, openVersionText } from "../env/sealed-text.ts"
import type { Sealer } from "../sealing/sealer.ts"

export type SealedVersion = { id: string; sealedText: Uint8Array; sealedHash: Uint8Array }

/** Text of a version, and its SHA-256 in hex. @throws Problem `sealed-unreadable` */
export function openVersion(sealer: Sealer, version: SealedVersion): { text: string; hash: string } {
  return { text: openVersionText(sealer, version), hash: openVersionHash(sealer, version) }
}
