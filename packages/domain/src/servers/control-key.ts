import { createPrivateKey, type KeyObject } from "node:crypto"
import type { Db } from "@signalbox/prisma/client"
import type { Sealer } from "../sealing/sealer.ts"

export type ControlKeyCtx = { db: Db; sealer: Sealer }

type NewKeyPair = { publicKey: KeyObject; privateKey: KeyObject }

export type ControlKeyPair = {
  /** DER, SPKI. */
  publicKey: Buffer
  privateKey: KeyObject
}

/** Opens a key pair of the control plane, and makes it at the first start. Replicas that start together get the same one. */
export async function openControlKey(
  ctx: ControlKeyCtx,
  name: string,
  generate: () => NewKeyPair,
): Promise<ControlKeyPair> {
  const found = (await ctx.db.controlKey.findUnique({ where: { name } })) ?? (await makeKey(ctx, name, generate()))
  const der = ctx.sealer.open(found.sealed, sealContext(name))
  return {
    publicKey: Buffer.from(found.publicKey ?? []),
    privateKey: createPrivateKey({ key: der, format: "der", type: "pkcs8" }),
  }
}

async function makeKey({ db, sealer }: ControlKeyCtx, name: string, pair: NewKeyPair) {
  const sealed = sealer.seal(pair.privateKey.export({ format: "der", type: "pkcs8" }), sealContext(name))
  const publicKey = new Uint8Array(pair.publicKey.export({ format: "der", type: "spki" }))
  await db.controlKey.createMany({ data: { name, publicKey, sealed }, skipDuplicates: true })
  return db.controlKey.findUniqueOrThrow({ where: { name } })
}

function sealContext(name: string): string {
  return `ControlKey/${name}`
}
