import { createHash, createPublicKey, randomBytes, verify } from "node:crypto"
import {
  HelloChallenge,
  type HelloProve,
  HelloWelcome,
  helloAgentText,
  helloServerText,
} from "@signalbox/protocol/hello"
import { Problem } from "@signalbox/protocol/problem"
import { CAPABILITIES, commonVersion, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from "@signalbox/protocol/version"
import type { Identity } from "../identity.ts"
import type { StateDocument } from "./state-document.ts"

/** @throws Problem of the control plane, or `no-answer` */
export type Ask = (name: "hello.begin" | "hello.prove", message: unknown) => Promise<unknown>

export type HandshakeInput = {
  identity: Pick<Identity, "serverId" | "controlPlaneKey" | "sign">
  agentVersion: string
  state: StateDocument
  commandSeq: number
  journalHead: string | null
  /** Told as soon as the other side proved itself. */
  onRecognised: () => void
}

/**
 * Learns whom it talks to, and only then says who it is and what it knows.
 * @throws Problem `control-plane-unknown` when the other side is not the one that this agent was enrolled with; a refusal of the
 * control plane
 */
export async function shakeHands(ask: Ask, input: HandshakeInput): Promise<HelloWelcome> {
  const { serverId } = input.identity
  const agentNonce = randomBytes(32).toString("base64")
  const protocol = { min: PROTOCOL_VERSION_MIN, max: PROTOCOL_VERSION }
  const challenge = HelloChallenge.safeParse(await ask("hello.begin", { serverId, agentNonce, protocol }))
  if (!challenge.success || !isControlPlane(input.identity, agentNonce, challenge.data)) {
    throw new Problem("control-plane-unknown")
  }
  const spoken = challenge.data.protocol
  if (commonVersion({ min: spoken, max: spoken }) === undefined) throw new Problem("unsupported-version")
  input.onRecognised()
  const welcome = HelloWelcome.safeParse(await ask("hello.prove", proof(input, challenge.data.serverNonce)))
  if (!welcome.success) throw new Problem("control-plane-unknown", "The welcome is not well formed.")
  return welcome.data
}

function isControlPlane(identity: HandshakeInput["identity"], agentNonce: string, challenge: HelloChallenge): boolean {
  const { serverNonce, protocol, signature } = challenge
  const text = helloServerText({ serverId: identity.serverId, agentNonce, serverNonce, protocol })
  const key = createPublicKey({ key: Buffer.from(identity.controlPlaneKey, "base64"), format: "der", type: "spki" })
  return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64"))
}

function proof(input: HandshakeInput, serverNonce: string): HelloProve {
  const { identity, state, journalHead } = input
  const controlPlaneKey = createHash("sha256").update(Buffer.from(identity.controlPlaneKey, "base64")).digest("hex")
  const text = helloAgentText({
    controlPlaneKey,
    serverId: identity.serverId,
    serverNonce,
    epoch: state.epoch,
    journalHead,
  })
  return {
    signature: identity.sign(text),
    agentVersion: input.agentVersion,
    capabilities: [...CAPABILITIES],
    ...state,
    commandSeq: input.commandSeq,
    journalHead,
  }
}
