import { z } from "zod"
import { Base64, HexSha256, ServerId } from "./names.ts"
import { HostPolicy } from "./policy.ts"

/** The handshake. Nonces, not timestamps, so that a wrong clock does not matter; the control plane proves itself first. */
export const HelloBegin = z.strictObject({
  serverId: ServerId,
  /** 32 random bytes. */
  agentNonce: Base64,
  protocol: z.strictObject({ min: z.number().int().min(1), max: z.number().int().min(1) }),
})
export type HelloBegin = z.infer<typeof HelloBegin>

export const HelloChallenge = z.strictObject({
  /** 32 random bytes, one use, 10 s, bound to this connection. */
  serverNonce: Base64,
  /** Ed25519 by the control plane over `helloServerText`. */
  signature: Base64,
  protocol: z.number().int().min(1),
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

export function helloServerText(hello: {
  serverId: string
  agentNonce: string
  serverNonce: string
  protocol: number
}): string {
  return ["signalbox-hello-server-v1", hello.serverId, hello.agentNonce, hello.serverNonce, hello.protocol].join("\n")
}

export function helloAgentText(hello: {
  /** Hex SHA-256 of the control plane's public key (DER, SPKI). */
  controlPlaneKey: string
  serverId: string
  serverNonce: string
  epoch: number
  journalHead: string | null
}): string {
  return [
    "signalbox-hello-agent-v1",
    hello.controlPlaneKey,
    hello.serverId,
    hello.serverNonce,
    hello.epoch,
    hello.journalHead ?? "-",
  ].join("\n")
}

/** POST /agent/enrol. The token travels in the body, over TLS or a link that the operator chose. */
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

export const EnrolReply = z.strictObject({ serverId: ServerId, serverName: z.string(), controlPlaneKey: Base64 })
export type EnrolReply = z.infer<typeof EnrolReply>

export function enrolProofText(enrol: { tokenHash: string; publicKey: string; hostname: string }): string {
  return ["signalbox-enrol-v1", enrol.tokenHash, enrol.publicKey, enrol.hostname].join("\n")
}

/** POST /agent/enrol/step: the installer reports what it is at, and what failed. */
export const EnrolStep = z.strictObject({
  token: z.string().max(100),
  step: z.enum(["download", "verify", "policy", "identity", "enrol", "unit", "connect", "done"]),
  failed: z.string().max(500).optional(),
})
export type EnrolStep = z.infer<typeof EnrolStep>
