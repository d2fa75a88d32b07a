// Where the sealed columns of env texts are bound to: the row that they stand in.
import type { Sealer } from "../sealing/sealer.ts"
import { type ServiceKind, TEXT_KINDS } from "../services/kinds.ts"

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
 * SHA-256 (hex) of the file that the version stands for, once it is applied; null when there is to be none.
 * @throws Problem `sealed-unreadable`
 */
export function openVersionHash(sealer: Sealer, version: { id: string; sealedHash: Uint8Array }): string | null {
  return sealer.open(version.sealedHash, hashContext(version.id)).toString() || null
}

export function sealDocument(sealer: Sealer, id: string, text: string) {
  return { sealedText: sealer.seal(text, documentContext(id)) }
}

export function sealVersion(sealer: Sealer, id: string, { text, kind }: { text: string; kind: ServiceKind }) {
  const fileHash = TEXT_KINDS[kind].fileHash(text) ?? ""
  return { sealedText: sealer.seal(text, versionContext(id)), sealedHash: sealer.seal(fileHash, hashContext(id)) }
}
