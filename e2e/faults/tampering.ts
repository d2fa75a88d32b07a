// Every way in which what stands between may change what agent and control plane say, on a link that is up or on its way there.
import { randomBytes, randomInt } from "node:crypto"
import { makeExchangeKey } from "@signalbox/protocol/key-exchange"
import type { Frames, HostileRelay, Tampering } from "./hostile-relay.ts"
import { isOnline, isWaiting, type LinkRig, startAgent } from "./link-rig.ts"
import { readInBetween } from "./read-in-between.ts"

export type Trick = {
  name: string
  /** Done from the first message on, or only once the link is up. */
  when: "handshake" | "online"
  make: (known: Known) => Tampering
}

type Known = {
  /** A frame of an earlier connection of the same agent. */
  earlier: Record<Frames, Buffer>
  /** Fingerprint of the control plane's key, which is no secret. */
  controlPlaneKey: string
}

const BOTH_WAYS: Frames[] = ["to the control plane", "to the agent"]

export const TRICKS: Trick[] = [
  {
    name: "the agent's key of the handshake exchanged",
    when: "handshake",
    make: () => ({ begin: (hello) => ({ ...hello, agentKey: makeExchangeKey().publicKey }) }),
  },
  {
    name: "the control plane's key of the handshake exchanged",
    when: "handshake",
    make: () => ({ challenge: (challenge) => ({ ...challenge, serverKey: makeExchangeKey().publicKey }) }),
  },
  {
    name: "another range of versions offered",
    when: "handshake",
    make: () => ({ begin: (hello) => ({ ...hello, protocol: { min: 1, max: 7 } }) }),
  },
  { name: "both keys exchanged, to read in between", when: "handshake", make: readInBetween },
  ...(["handshake", "online"] as const).flatMap((when) =>
    BOTH_WAYS.flatMap((way): Trick[] => [
      { name: `a bit flipped ${way}, ${when}`, when, make: () => first(way, (frame) => [flipBit(frame)]) },
      { name: `a frame made up ${way}, ${when}`, when, make: () => first(way, ({ length }) => [randomBytes(length)]) },
      {
        name: `a frame of another connection ${way}, ${when}`,
        when,
        make: ({ earlier }) => first(way, () => [earlier[way]]),
      },
    ]),
  ),
  ...BOTH_WAYS.flatMap((way): Trick[] => [
    { name: `a frame twice ${way}`, when: "online", make: () => first(way, (frame) => [frame, frame]) },
    { name: `a message in clear ${way}`, when: "online", make: () => first(way, (frame) => ["host.observe", frame]) },
    { name: `a frame left out ${way}`, when: "online", make: () => first(way, () => []) },
    { name: `two frames in another order ${way}`, when: "online", make: () => swapFirstTwo(way) },
    { name: `a frame sent back for the next one ${way}`, when: "online", make: () => sendBack(way) },
  ]),
]

/** Whether the trick had its way: what was altered was taken, or the link lived on with it. */
export async function passes(rig: LinkRig, relay: HostileRelay, trick: Trick): Promise<boolean> {
  const enrolled = await rig.enrolAgent()
  const there = { ...enrolled, identity: { ...enrolled.identity, url: relay.url } }
  const earlier = await overhear(rig, relay, there)
  const tampering = trick.make({ earlier, controlPlaneKey: rig.key.fingerprint })
  relay.tamper(trick.when === "handshake" ? tampering : {})
  // It must not come back before it was looked at.
  const agent = startAgent(there, { random: () => 1 })
  try {
    const state = await agent.reached((now) => isOnline(now) || isWaiting(now))
    if (trick.when === "handshake" || !isOnline(state)) return isOnline(state) || (tampering.hasRead?.() ?? false)
    relay.tamper(tampering)
    const ask = () => rig.gateway.sessions.request(enrolled.identity.serverId, "host.observe", {})
    // Two, so that there is something to put in another order, and something after what was left out.
    await Promise.allSettled([ask(), ask()])
    const isAnswered = await ask().then(
      () => true,
      () => false,
    )
    return isAnswered && !agent.states.some(isWaiting)
  } finally {
    relay.tamper({})
    await agent.stop()
  }
}

/** The first frames of a connection that nobody meddles with. */
async function overhear(rig: LinkRig, relay: HostileRelay, enrolled: Parameters<typeof startAgent>[0]) {
  const heard = new Map<Frames, Buffer>()
  relay.tamper({
    frame(frame, way) {
      if (!heard.has(way)) heard.set(way, frame)
      return [frame]
    },
  })
  const agent = startAgent(enrolled)
  await agent.reached(isOnline)
  const gone = Promise.withResolvers<void>()
  const forget = rig.gateway.sessions.onDisconnected((id) => void (id === enrolled.identity.serverId && gone.resolve()))
  await agent.stop()
  await gone.promise
  forget()
  const of = (way: Frames) => heard.get(way) ?? Buffer.alloc(0)
  return { "to the control plane": of("to the control plane"), "to the agent": of("to the agent") }
}

function first(way: Frames, change: (frame: Buffer) => (Buffer | string)[]): Tampering {
  let isDone = false
  return {
    frame(frame, its) {
      if (isDone || its !== way) return [frame]
      isDone = true
      return change(frame)
    },
  }
}

function swapFirstTwo(way: Frames): Tampering {
  let seen = 0
  let held: Buffer | undefined
  return {
    frame(frame, its) {
      if (its !== way) return [frame]
      seen += 1
      if (seen === 1) held = frame
      if (seen === 1) return []
      return seen === 2 && held ? [frame, held] : [frame]
    },
  }
}

/** To the one side goes what it said itself. */
function sendBack(way: Frames): Tampering {
  let said: Buffer | undefined
  return {
    frame(frame, its) {
      if (its !== way) said ??= frame
      if (its !== way || !said) return [frame]
      return [said]
    },
  }
}

function flipBit(frame: Buffer): Buffer {
  const altered = Buffer.from(frame)
  const at = randomInt(altered.length)
  altered[at] = (altered[at] ?? 0) ^ (1 << randomInt(8))
  return altered
}
