// Where the sealed columns of env texts are bound to: the row that they stand in.
import type { Sealer } from "../sealing/sealer.ts"
import { hashText } from "./env-text.ts"

type SealedDocument = { id: string; sealedText: Uint8Array }
type SealedVersion = { id: string; sealedText: Uint8Array }

const documentContext = (id: string) => `EnvDocument/${id}/text`
const versionContext = (id: string) => `EnvVersion/${id}/text`
const hashContext = (id: string) => `EnvVersion/${id}/hash`

/** @throws Problem `sealed-unreadable` */
export function openDocumentText(sealer: Sealer, document: SealedDocument): string {
  return sealer.open(document.sealedText, documentContext(document.id)).toString()
}

/** @throws Problem `sealed-unreadable` */
export function openVersionText(sealer: Sealer, version: SealedVersion): string {
  return sealer.open(version.sealedText, versionContext(version.id)).toString()
}

/**
 * SHA-256 (hex) of the version's text: the hash of the file once it is applied.
 * @throws Problem `sealed-unreadable`
 */
export function openVersionHash(sealer: Sealer, version: { id: string; sealedHash: Uint8Array }): string {
  return sealer.open(version.sealedHash, hashContext(version.id)).toString()
}

export function sealDocument(sealer: Sealer, id: string, text: string) {
  return { sealedText: sealer.seal(text, documentContext(id)) }
}

export function sealVersion(sealer: Sealer, id: string, text: string) {
  return { sealedText: sealer.seal(text, versionContext(id)), sealedHash: sealer.seal(hashText(text), hashContext(id)) }
}
