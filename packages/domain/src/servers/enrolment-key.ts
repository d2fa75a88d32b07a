import { generateKeyPairSync } from "node:crypto"
import {
  type EnrolKey,
  enrolContext,
  enrolKeyText,
  type SealedEnrolReply,
  type SealedEnrolRequest,
} from "@signalbox/protocol/enrol"
import { agreeOnChannel } from "@signalbox/protocol/key-exchange"
import { Problem } from "@signalbox/protocol/problem"
import { type ControlKeyCtx, openControlKey } from "./control-key.ts"
import type { ControlPlaneKey } from "./control-plane-key.ts"

/** What enrolments are sealed to, so that a token reaches nobody but the control plane of its line. */
export type EnrolmentKey = {
  /** The public key, vouched for by the identity of the control plane. */
  offer: EnrolKey
  /** @throws Problem `link-altered`, or `invalid-input` for a key that is none */
  open(request: SealedEnrolRequest): OpenedEnrolment
}

export type OpenedEnrolment = {
  /** As it came, not yet parsed. */
  request: unknown
  /** Seals the answer for whoever sealed the request. */
  seal(reply: unknown): SealedEnrolReply
}

/** Opens the control plane's X25519 enrolment key, and makes it at the first start. */
export async function openEnrolmentKey(ctx: ControlKeyCtx, identity: ControlPlaneKey): Promise<EnrolmentKey> {
  const { publicKey, privateKey } = await openControlKey(ctx, "enrolment", () => generateKeyPairSync("x25519"))
  const enrolmentKey = publicKey.toString("base64")
  const controlPlaneKey = identity.publicKey.toString("base64")
  return {
    offer: { controlPlaneKey, enrolmentKey, signature: identity.sign(enrolKeyText(enrolmentKey)) },
    open({ agentKey, sealed }) {
      const context = enrolContext({ controlPlaneKey, enrolmentKey, agentKey })
      const channel = agreeOnChannel({ side: "control-plane", own: privateKey, theirs: agentKey, context })
      const text = channel.open(Buffer.from(sealed, "base64"))
      return {
        request: readJson(text),
        seal: (reply) => ({ sealed: channel.seal(JSON.stringify(reply)).toString("base64") }),
      }
    },
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem("invalid-input", "The sealed enrolment is not JSON.")
  }
}
