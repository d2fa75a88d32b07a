import { type HelloBegin, type HelloChallenge, helloTranscript } from "@signalbox/protocol/hello"
import { agreeOnChannel, makeExchangeKey } from "@signalbox/protocol/key-exchange"
import type { SealedChannel } from "@signalbox/protocol/sealed-channel"
import type { Frames, Tampering } from "./hostile-relay.ts"

/** Agrees on keys with each of the two, and hands on what it opened, sealed anew. Only the signatures stand in its way. */
export function readInBetween({ controlPlaneKey }: { controlPlaneKey: string }): Tampering {
  const [towardsAgent, towardsControlPlane] = [makeExchangeKey(), makeExchangeKey()]
  let heard: HelloBegin | undefined
  let channels: Record<Frames, { from: SealedChannel; to: SealedChannel }> | undefined
  let hasRead = false

  function agree(begin: HelloBegin, challenge: HelloChallenge, forged: HelloChallenge) {
    const said = { ...begin, agentKey: towardsControlPlane.publicKey }
    const agent = agreeOnChannel({
      side: "control-plane",
      own: towardsAgent.privateKey,
      theirs: begin.agentKey,
      context: helloTranscript({ controlPlaneKey, begin, challenge: forged }),
    })
    const controlPlane = agreeOnChannel({
      side: "agent",
      own: towardsControlPlane.privateKey,
      theirs: challenge.serverKey,
      context: helloTranscript({ controlPlaneKey, begin: said, challenge }),
    })
    channels = {
      "to the control plane": { from: agent, to: controlPlane },
      "to the agent": { from: controlPlane, to: agent },
    }
  }

  return {
    begin(hello) {
      heard = hello
      return { ...hello, agentKey: towardsControlPlane.publicKey }
    },
    challenge(challenge) {
      const forged = { ...challenge, serverKey: towardsAgent.publicKey }
      if (heard) agree(heard, challenge, forged)
      return forged
    },
    frame(frame, way) {
      if (!channels) return [frame]
      const text = channels[way].from.open(frame)
      hasRead = true
      return [channels[way].to.seal(text)]
    },
    hasRead: () => hasRead,
  }
}
