// Enrolment, over HTTP. The token, and all that goes with it, is sealed to a key that the control plane of the install line vouches
// for: what stands between may be anybody.
import { z } from "zod"
import { Base64, HexSha256, ServerId } from "./names.ts"
import { HostPolicy } from "./policy.ts"

/** GET /agent/enrol-key. */
export const EnrolKey = z.strictObject({
  /** Ed25519 public key, DER (SPKI), base64: the one whose fingerprint stands in the install line. */
  controlPlaneKey: Base64,
  /** X25519 public key, DER (SPKI), base64. */
  enrolmentKey: Base64,
  /** Ed25519 by the control plane over `enrolKeyText`. */
  signature: Base64,
})
export type EnrolKey = z.infer<typeof EnrolKey>

export function enrolKeyText(enrolmentKey: string): string {
  return `signalbox-enrol-key-v1\n${enrolmentKey}`
}

/** POST /agent/enrol: an `EnrolRequest`, sealed. */
export const SealedEnrolRequest = z.strictObject({
  /** X25519 public key, DER (SPKI), base64; made for this one request. */
  agentKey: Base64,
  sealed: z.base64(),
})
export type SealedEnrolRequest = z.infer<typeof SealedEnrolRequest>

/** Its answer: an `EnrolReply`, sealed. Refusals come in clear, for they hold nothing. */
export const SealedEnrolReply = z.strictObject({ sealed: z.base64() })
export type SealedEnrolReply = z.infer<typeof SealedEnrolReply>

/** Both keys, and whose they are: what is sealed for one pair opens for no other. */
export function enrolContext(keys: { controlPlaneKey: string; enrolmentKey: string; agentKey: string }): string {
  return ["signalbox-enrol-v1", keys.controlPlaneKey, keys.enrolmentKey, keys.agentKey].join("\n")
}

export const EnrolRequest = z.strictObject({
  token: z.string().max(100),
  /** Ed25519 public key, DER (SPKI), base64. */
  publicKey: Base64,
  /** Ed25519 by that key over `enrolProofText`: proof of possession. */
  proof: Base64,
  hostname: z.string().min(1).max(253),
  policy: HostPolicy,
  agentVersion: z.string().max(40),
})
export type EnrolRequest = z.infer<typeof EnrolRequest>

export const EnrolReply = z.strictObject({ serverId: ServerId, serverName: z.string() })
export type EnrolReply = z.infer<typeof EnrolReply>

export function enrolProofText(enrol: { tokenHash: string; publicKey: string; hostname: string }): string {
  return ["signalbox-enrol-proof-v1", enrol.tokenHash, enrol.publicKey, enrol.hostname].join("\n")
}

/**
 * POST /agent/enrol/step: the installer reports what it is at, and what failed. It speaks before it has verified anything, so it names
 * its token by SHA-256 (hex): who reads that can tell the console of other steps, and do nothing else.
 */
export const EnrolStep = z.strictObject({
  tokenHash: HexSha256,
  step: z.enum(["download", "verify", "policy", "identity", "enrol", "unit", "connect", "done"]),
  failed: z.string().max(500).optional(),
})
export type EnrolStep = z.infer<typeof EnrolStep>
