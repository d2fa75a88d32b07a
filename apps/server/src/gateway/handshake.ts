import { randomBytes } from "node:crypto"
import type { ControlPlaneKey } from "@signalbox/domain/servers/control-plane-key"
import { AGENT_MESSAGES } from "@signalbox/protocol/catalogue"
import {
  type HelloBegin,
  type HelloChallenge,
  type HelloProve,
  type HelloSaid,
  helloServerText,
  helloTranscript,
} from "@signalbox/protocol/hello"
import { agreeOnChannel, makeExchangeKey } from "@signalbox/protocol/key-exchange"
import { NONCE_TTL_MS } from "@signalbox/protocol/limits"
import { Problem } from "@signalbox/protocol/problem"
import type { SealedChannel } from "@signalbox/protocol/sealed-channel"
import { commonVersion, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from "@signalbox/protocol/version"
import { parseMessage, parseReport } from "./parse-message.ts"

export type HandshakeInput = { controlPlaneKey: Pick<ControlPlaneKey, "fingerprint" | "sign">; nowMs: () => number }

export type Proven = { serverId: string; said: HelloSaid; protocol: number; proof: HelloProve }

export type Handshake = {
  /** Our proof, first, so that an agent learns whom it talks to before it says who it is. */
  challenge: HelloChallenge
  /** Everything after the challenge goes through this. */
  channel: SealedChannel
  /** The agent's proof, not yet judged. The nonce is spent, whatever comes of it. */
  takeProof(message: unknown): Proven
}

/**
 * The handshake of one connection, from the agent's first message on. Nonce and key live in here, so they are of no use on another.
 * @throws Problem `invalid-input`, `unsupported-version`
 */
export function beginHandshake({ controlPlaneKey, nowMs }: HandshakeInput, message: unknown): Handshake {
  const begin = parseMessage("hello.begin", AGENT_MESSAGES["hello.begin"].message, message)
  const protocol = spokenVersion(begin)
  const at = nowMs()
  const key = makeExchangeKey()
  const challenge = { serverNonce: randomBytes(32).toString("base64"), serverKey: key.publicKey, protocol }
  const said = { controlPlaneKey: controlPlaneKey.fingerprint, begin, challenge }
  const context = helloTranscript(said)
  let isOpen = true
  return {
    challenge: { ...challenge, signature: controlPlaneKey.sign(helloServerText(said)) },
    channel: agreeOnChannel({ side: "control-plane", own: key.privateKey, theirs: begin.agentKey, context }),
    takeProof(proof) {
      if (!isOpen || nowMs() - at > NONCE_TTL_MS) throw new Problem("handshake-expected")
      isOpen = false
      const parsed = parseReport("hello.prove", AGENT_MESSAGES["hello.prove"].message, proof)
      return { serverId: begin.serverId, said, protocol, proof: parsed }
    },
  }
}

function spokenVersion({ protocol: theirs }: HelloBegin): number {
  const version = commonVersion(theirs)
  if (version !== undefined) return version
  const ours = `${PROTOCOL_VERSION_MIN} to ${PROTOCOL_VERSION}`
  throw new Problem(
    "unsupported-version",
    `The agent speaks ${theirs.min} to ${theirs.max}, the control plane ${ours}.`,
  )
}
