import { z } from "zod"
import { canonicalJson } from "./canonical-json.ts"
import { Base64, HexSha256, ServerId } from "./names.ts"

/**
 * The handshake: an exchange of fresh keys that both identities sign. Nonces, not timestamps, so that a wrong clock does not matter;
 * the control plane proves itself first. These two are in clear, all that follows is sealed with the keys that come of them.
 */
export const HelloBegin = z.strictObject({
  serverId: ServerId,
  /** 32 random bytes. */
  agentNonce: Base64,
  /** X25519, for this connection alone; DER (SPKI). */
  agentKey: Base64,
  protocol: z.strictObject({ min: z.number().int().min(1), max: z.number().int().min(1) }),
})
export type HelloBegin = z.infer<typeof HelloBegin>

export const HelloChallenge = z.strictObject({
  /** 32 random bytes, one use, 10 s, bound to this connection. */
  serverNonce: Base64,
  /** X25519, for this connection alone; DER (SPKI). */
  serverKey: Base64,
  protocol: z.number().int().min(1),
  /** Ed25519 by the control plane over `helloServerText`. */
  signature: Base64,
})
export type HelloChallenge = z.infer<typeof HelloChallenge>

export const HelloProve = z.strictObject({
  /** Ed25519 by the agent over `helloAgentText`. */
  signature: Base64,
  agentVersion: z.string().max(40),
  capabilities: z.array(z.string().max(40)).max(64),
  /** The state document that was handed over at the last connect; 0 and null at the first. */
  epoch: z.number().int().min(0),
  stateHash: HexSha256.nullable(),
  /** Highest command sequence number that the agent has seen. */
  commandSeq: z.number().int().min(0),
  /** Hash of the newest frame of the agent's journal. */
  journalHead: HexSha256.nullable(),
})
export type HelloProve = z.infer<typeof HelloProve>

export const HelloWelcome = z.strictObject({
  serverName: z.string().max(64),
  epoch: z.number().int().min(1),
  stateHash: HexSha256,
})
export type HelloWelcome = z.infer<typeof HelloWelcome>

export type HelloSaid = {
  /** Hex SHA-256 of the control plane's public key (DER, SPKI). */
  controlPlaneKey: string
  begin: HelloBegin
  challenge: Omit<HelloChallenge, "signature">
}

/** All that was said in clear, and to whom: both signatures cover it, and the keys of the link are derived with it. */
export function helloTranscript({ controlPlaneKey, begin, challenge }: HelloSaid): string {
  const { serverNonce, serverKey, protocol } = challenge
  return canonicalJson({ controlPlaneKey, begin, challenge: { serverNonce, serverKey, protocol } })
}

/** What the control plane signs. */
export function helloServerText(said: HelloSaid): string {
  return `signalbox-hello-server-v1\n${helloTranscript(said)}`
}

/** What the agent signs: besides what was said, every word of its proof. */
export function helloAgentText(said: HelloSaid, proof: Omit<HelloProve, "signature">): string {
  return `signalbox-hello-agent-v1\n${helloTranscript(said)}\n${canonicalJson({ ...proof, signature: undefined })}`
}
