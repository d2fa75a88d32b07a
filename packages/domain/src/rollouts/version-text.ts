import { openVersionHash, openVersionText } from "../env/sealed-text.ts"
import type { Sealer } from "../sealing/sealer.ts"

export type SealedVersion = { id: string; sealedText: Uint8Array; sealedHash: Uint8Array }

/** Text of a version, and the SHA-256 (hex) of the file that it stands for, null for none. @throws Problem `sealed-unreadable` */
export function openVersion(sealer: Sealer, version: SealedVersion): { text: string; hash: string | null } {
  return { text: openVersionText(sealer, version), hash: openVersionHash(sealer, version) }
}
