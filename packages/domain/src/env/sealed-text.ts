// Where the sealed columns of env texts are bound to: the row that they stand in.
import type { Sealer } from "../sealing/sealer.ts"

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
 * SHA-256 (hex) of the file once the version is applied; null when it stands for no file.
 * @throws Problem `sealed-unreadable`
 */
export function openVersionHash(sealer: Sealer, version: { id: string; sealedHash: Uint8Array }): string | null {
  return sealer.open(version.sealedHash, hashContext(version.id)).toString() || null
}

export function sealDocument(sealer: Sealer, id: string, text: string) {
  return { sealedText: sealer.seal(text, documentContext(id)) }
}

/** `fileHash` null: the version stands for no file. */
export function sealVersion(sealer: Sealer, id: string, { text, fileHash }: { text: string; fileHash: string | null }) {
  return { sealedText: sealer.seal(text, versionContext(id)), sealedHash: sealer.seal(fileHash ?? "", hashContext(id)) }
}
