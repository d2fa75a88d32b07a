import { generateKeyPairSync, sign } from "node:crypto"
import { keyFingerprint } from "@signalbox/protocol/signature"
import { type ControlKeyCtx, openControlKey } from "./control-key.ts"

/** The identity of the control plane: what agents pin at enrolment. */
export type ControlPlaneKey = {
  /** DER, SPKI. */
  publicKey: Buffer
  /** SHA-256 of `publicKey`, hex: it stands in the install line. */
  fingerprint: string
  /** Ed25519, base64. */
  sign(text: string): string
}

/** Opens the control plane's Ed25519 identity, and makes it at the first start. */
export async function openControlPlaneKey(ctx: ControlKeyCtx): Promise<ControlPlaneKey> {
  const { publicKey, privateKey } = await openControlKey(ctx, "identity", () => generateKeyPairSync("ed25519"))
  return {
    publicKey,
    fingerprint: keyFingerprint(publicKey),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString("base64"),
  }
}
