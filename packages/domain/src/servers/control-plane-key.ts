import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto"
import type { Db } from "@signalbox/prisma/client"
import type { Sealer } from "../sealing/sealer.ts"

const NAME = "identity"
const SEAL_CONTEXT = `ControlKey/${NAME}`

/** The identity of the control plane: what agents pin at enrolment. */
export type ControlPlaneKey = {
  /** DER, SPKI. */
  publicKey: Buffer
  /** SHA-256 of `publicKey`, hex: it stands in the install line. */
  fingerprint: string
  /** Ed25519, base64. */
  sign(text: string): string
}

/** Opens the control plane's Ed25519 identity, and makes it at the first start. Replicas that start together get the same one. */
export async function openControlPlaneKey(ctx: { db: Db; sealer: Sealer }): Promise<ControlPlaneKey> {
  const found = (await ctx.db.controlKey.findUnique({ where: { name: NAME } })) ?? (await makeKey(ctx))
  const der = ctx.sealer.open(found.sealed, SEAL_CONTEXT)
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" })
  return controlPlaneKey(privateKey, Buffer.from(found.publicKey ?? []))
}

async function makeKey({ db, sealer }: { db: Db; sealer: Sealer }) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519")
  const sealed = sealer.seal(privateKey.export({ format: "der", type: "pkcs8" }), SEAL_CONTEXT)
  const data = {
    name: NAME,
    publicKey: new Uint8Array(publicKey.export({ format: "der", type: "spki" })),
    sealed,
  }
  await db.controlKey.createMany({ data, skipDuplicates: true })
  return db.controlKey.findUniqueOrThrow({ where: { name: NAME } })
}

function controlPlaneKey(privateKey: KeyObject, publicKey: Buffer): ControlPlaneKey {
  return {
    publicKey,
    fingerprint: keyFingerprint(publicKey),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString("base64"),
  }
}

/** SHA-256 (hex) of a public key in DER (SPKI). */
export function keyFingerprint(publicKey: Uint8Array): string {
  return createHash("sha256").update(publicKey).digest("hex")
}
