// How two sides come to a sealed channel: each has an X25519 key, and both mix what they agreed upon (who is who, all that was said)
// into what they derive. It proves nobody's identity: who wants to know whom it talks to has that context signed.
import { createHash, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, type KeyObject } from "node:crypto"
import { Problem } from "./problem.ts"
import { createSealedChannel, type SealedChannel } from "./sealed-channel.ts"

export type ExchangeKey = {
  /** X25519, DER (SPKI), base64. */
  publicKey: string
  privateKey: KeyObject
}

/** A key for one use, to be forgotten with the channel that comes of it: who takes an identity later reads nothing of before. */
export function makeExchangeKey(): ExchangeKey {
  const { publicKey, privateKey } = generateKeyPairSync("x25519")
  return { publicKey: publicKey.export({ format: "der", type: "spki" }).toString("base64"), privateKey }
}

export type AgreeInput = {
  side: "agent" | "control-plane"
  own: KeyObject
  /** The other side's public key, DER (SPKI), base64. */
  theirs: string
  /** The same text on both sides, or nothing that one seals opens on the other. */
  context: string
}

/** @throws Problem `invalid-input` when the other side's key is none, or one that would make the secret known to all */
export function agreeOnChannel({ side, own, theirs, context }: AgreeInput): SealedChannel {
  const secret = sharedSecret(own, theirs)
  const salt = createHash("sha256").update(context).digest()
  const derive = (sender: AgreeInput["side"]) =>
    new Uint8Array(hkdfSync("sha256", secret, salt, `signalbox-channel-v1 from ${sender}`, 32))
  const other = side === "agent" ? "control-plane" : "agent"
  return createSealedChannel({ sending: derive(side), receiving: derive(other) })
}

function sharedSecret(privateKey: KeyObject, theirs: string): Buffer {
  try {
    const publicKey = createPublicKey({ key: Buffer.from(theirs, "base64"), format: "der", type: "spki" })
    // A key of another kind is refused by this, and a point of low order by the library.
    return diffieHellman({ privateKey, publicKey })
  } catch (cause) {
    throw new Problem("invalid-input", "The other side's key is not an X25519 key that can be used.", { cause })
  }
}
