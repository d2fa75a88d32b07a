import { randomBytes } from "node:crypto"
import { AGENT_MESSAGES } from "@signalbox/protocol/catalogue"
import { type HelloBegin, type HelloChallenge, type HelloProve, helloServerText } from "@signalbox/protocol/hello"
import { NONCE_TTL_MS } from "@signalbox/protocol/limits"
import { Problem } from "@signalbox/protocol/problem"
import { commonVersion, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from "@signalbox/protocol/version"
import { parseMessage, parseReport } from "./parse-message.ts"

export type HandshakeInput = { sign: (text: string) => string; nowMs: () => number }

export type Proven = { serverId: string; serverNonce: string; protocol: number; proof: HelloProve }

export type Handshake = {
  /** Our proof first, so that an agent learns whom it talks to before it says anything. */
  begin(message: unknown): HelloChallenge
  /** The agent's proof, not yet judged. The nonce is spent, whatever comes of it. */
  takeProof(message: unknown): Proven
}

/** The handshake of one connection. The nonce lives in here, so it cannot be used on another connection. */
export function createHandshake({ sign, nowMs }: HandshakeInput): Handshake {
  let open: { hello: HelloBegin; serverNonce: string; protocol: number; at: number } | undefined
  return {
    begin(message) {
      const hello = parseMessage("hello.begin", AGENT_MESSAGES["hello.begin"].message, message)
      const protocol = commonVersion(hello.protocol)
      if (protocol === undefined) {
        const ours = `${PROTOCOL_VERSION_MIN} to ${PROTOCOL_VERSION}`
        throw new Problem(
          "unsupported-version",
          `The agent speaks ${hello.protocol.min} to ${hello.protocol.max}, the control plane ${ours}.`,
        )
      }
      const serverNonce = randomBytes(32).toString("base64")
      open = { hello, serverNonce, protocol, at: nowMs() }
      const { serverId, agentNonce } = hello
      return {
        serverNonce,
        protocol,
        signature: sign(helloServerText({ serverId, agentNonce, serverNonce, protocol })),
      }
    },
    takeProof(message) {
      const begun = open
      open = undefined
      if (!begun || nowMs() - begun.at > NONCE_TTL_MS) throw new Problem("handshake-expected")
      const proof = parseReport("hello.prove", AGENT_MESSAGES["hello.prove"].message, message)
      return { serverId: begun.hello.serverId, serverNonce: begun.serverNonce, protocol: begun.protocol, proof }
    },
  }
}
