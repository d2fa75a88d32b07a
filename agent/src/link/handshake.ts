import { randomBytes } from "node:crypto"
import {
  type HelloBegin,
  HelloChallenge,
  type HelloProve,
  type HelloSaid,
  HelloWelcome,
  helloAgentText,
  helloServerText,
  helloTranscript,
} from "@signalbox/protocol/hello"
import { agreeOnChannel, makeExchangeKey } from "@signalbox/protocol/key-exchange"
import { Problem } from "@signalbox/protocol/problem"
import { isSignedBy, keyFingerprint } from "@signalbox/protocol/signature"
import { CAPABILITIES, commonVersion, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from "@signalbox/protocol/version"
import type { Identity } from "../identity.ts"
import type { StateDocument } from "./state-document.ts"
import type { Wire } from "./wire.ts"

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
 * Learns whom it talks to, and only then says who it is and what it knows, to nobody else: from there on the wire is sealed.
 * @throws Problem `control-plane-unknown` when the other side is not the one that this agent was enrolled with; a refusal of the
 * control plane; `link-altered`, `no-answer`
 */
export async function shakeHands(
  wire: Pick<Wire, "begin" | "seal" | "ask">,
  input: HandshakeInput,
): Promise<HelloWelcome> {
  const { identity } = input
  const key = makeExchangeKey()
  const begin: HelloBegin = {
    serverId: identity.serverId,
    agentNonce: randomBytes(32).toString("base64"),
    agentKey: key.publicKey,
    protocol: { min: PROTOCOL_VERSION_MIN, max: PROTOCOL_VERSION },
  }
  const challenge = HelloChallenge.safeParse(await wire.begin(begin))
  if (!challenge.success) throw new Problem("control-plane-unknown")
  const controlPlaneKey = Buffer.from(identity.controlPlaneKey, "base64")
  const said = { controlPlaneKey: keyFingerprint(controlPlaneKey), begin, challenge: challenge.data }
  if (!isSignedBy(controlPlaneKey, helloServerText(said), challenge.data.signature)) {
    throw new Problem("control-plane-unknown")
  }
  const spoken = challenge.data.protocol
  if (commonVersion({ min: spoken, max: spoken }) === undefined) throw new Problem("unsupported-version")
  input.onRecognised()
  const { serverKey } = challenge.data
  wire.seal(agreeOnChannel({ side: "agent", own: key.privateKey, theirs: serverKey, context: helloTranscript(said) }))
  const welcome = HelloWelcome.safeParse(await wire.ask("hello.prove", proof(input, said)))
  if (!welcome.success) throw new Problem("control-plane-unknown", "The welcome is not well formed.")
  return welcome.data
}

function proof(input: HandshakeInput, said: HelloSaid): HelloProve {
  const words = {
    agentVersion: input.agentVersion,
    capabilities: [...CAPABILITIES],
    ...input.state,
    commandSeq: input.commandSeq,
    journalHead: input.journalHead,
  }
  return { ...words, signature: input.identity.sign(helloAgentText(said, words)) }
}
