import { randomBytes, randomInt, randomUUID } from "node:crypto"
import { openWire, type Wire } from "@signalbox/agent/link/wire"
import {
  type HelloBegin,
  HelloChallenge,
  type HelloProve,
  type HelloSaid,
  helloAgentText,
  helloTranscript,
} from "@signalbox/protocol/hello"
import { agreeOnChannel, makeExchangeKey } from "@signalbox/protocol/key-exchange"
import { Problem, type ProblemCode, problemView } from "@signalbox/protocol/problem"
import { PROTOCOL_VERSION } from "@signalbox/protocol/version"
import { openHostileRelay } from "./hostile-relay.ts"
import { type EnrolledAgent, type LinkRig, openLinkRig, strangerKey } from "./link-rig.ts"
import type { FaultOptions, FaultRow } from "./row.ts"
import { passes, TRICKS } from "./tampering.ts"

type Sign = (text: string) => string
type Forgery = {
  name: string
  /** What it is to be refused with: any other end is one too many, a lock of the server among them. */
  refusal?: ProblemCode
  forge: (input: { rig: LinkRig; agent: EnrolledAgent; other: EnrolledAgent }) => Promise<Ending>
}
type Ending = ProblemCode | "let in"

const WORDS = {
  agentVersion: "0.0.0",
  capabilities: [],
  epoch: 0,
  stateHash: null,
  commandSeq: 0,
  journalHead: null,
} satisfies Omit<HelloProve, "signature">

/** What is said otherwise than it was signed: only the signature stands in its way, for whoever holds the connection may seal it. */
const ALTERED: Partial<HelloProve>[] = [
  { agentVersion: "9.9.9" },
  { capabilities: ["change.env"] },
  { epoch: 1 },
  { stateHash: "0".repeat(64) },
  { commandSeq: 1 },
  { journalHead: "0".repeat(64) },
]

/** Every way in that is not the agent's own; each answers how it ended. */
const FORGERIES: Forgery[] = [
  {
    name: "a random key",
    forge: ({ rig, agent }) => attempt(rig, agent.identity.serverId, (said) => honest(strangerKey().sign, said)),
  },
  {
    name: "the key of another server",
    forge: ({ rig, agent, other }) =>
      attempt(rig, agent.identity.serverId, (said) => honest(other.identity.sign, said)),
  },
  {
    name: "a server that never was",
    forge: ({ rig, agent }) => attempt(rig, randomUUID(), (said) => honest(agent.identity.sign, said)),
  },
  { name: "a proof of another connection", forge: oldProof },
  {
    name: "a proof for another control plane",
    forge: ({ rig, agent }) =>
      attempt(rig, agent.identity.serverId, (said) =>
        honest(agent.identity.sign, { ...said, controlPlaneKey: "0".repeat(64) }),
      ),
  },
  {
    name: "one bit of the signature flipped",
    forge: ({ rig, agent }) =>
      attempt(rig, agent.identity.serverId, (said) => flipBit(honest(agent.identity.sign, said))),
  },
  ...ALTERED.map(
    (altered): Forgery => ({
      name: `another ${Object.keys(altered)[0]} than was signed`,
      forge: ({ rig, agent }) =>
        attempt(rig, agent.identity.serverId, (said) => ({ ...honest(agent.identity.sign, said), ...altered })),
    }),
  ),
  { name: "no proof at all", refusal: "handshake-expected", forge: noProof },
]

/** Forgers of all kinds knock, and what stands between meddles in all its ways; counted is what was taken. */
export async function faultF34({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const rig = await openLinkRig()
  try {
    const forged = await forgeAll(rig, runs)
    const tampered = await tamperAll(rig, Math.max(1, Math.round(runs / 10)))
    for (const name of [...forged.taken, ...tampered.taken]) progress(`taken: ${name}`)
    const faults = rig.faults.filter((fault) => !(fault instanceof Problem && fault.code === "link-altered"))
    return [
      {
        id: "F34",
        claim: `${forged.attempts} forged agents of ${FORGERIES.length} kinds: none is let in, or gets the server locked`,
        figure: forged.taken.length + faults.length,
        unit: "let in, or not refused as unknown",
        target: "0",
        pass: forged.taken.length + faults.length === 0,
      },
      {
        id: "F34b",
        claim: `frames altered, repeated, left out, reordered, of another connection, keys exchanged: ${tampered.attempts} links, ${TRICKS.length} ways`,
        figure: tampered.taken.length,
        unit: "taken, or links that lived on",
        target: "0",
        pass: tampered.taken.length === 0,
      },
    ]
  } finally {
    await rig.close()
  }
}

type Attempts = { attempts: number; taken: string[] }

async function forgeAll(rig: LinkRig, runs: number): Promise<Attempts> {
  const [agent, other] = [await rig.enrolAgent(), await rig.enrolAgent()]
  const taken: string[] = []
  for (let round = 0; round < runs; round += 1) {
    const endings = await Promise.all(FORGERIES.map(({ forge }) => forge({ rig, agent, other })))
    for (const [at, { name, refusal = "agent-unknown" }] of FORGERIES.entries()) {
      if (endings[at] !== refusal) taken.push(`${name}: ${endings[at]}`)
    }
  }
  return { attempts: runs * FORGERIES.length, taken }
}

async function tamperAll(rig: LinkRig, runs: number): Promise<Attempts> {
  const relay = await openHostileRelay(rig.url)
  const taken: string[] = []
  try {
    for (let round = 0; round < runs; round += 1) {
      for (const trick of TRICKS) if (await passes(rig, relay, trick)) taken.push(trick.name)
    }
  } finally {
    await relay.close()
  }
  return { attempts: runs * TRICKS.length, taken }
}

/** Both are shown before any forgery is counted: the same attempts without it succeed. */
export async function honestAgentIsLetIn(): Promise<boolean> {
  const rig = await openLinkRig()
  const relay = await openHostileRelay(rig.url)
  try {
    const { identity } = await rig.enrolAgent()
    const ending = await attempt(rig, identity.serverId, (said) => honest(identity.sign, said))
    const untouched = (["handshake", "online"] as const).map((when) => ({ name: "nothing", when, make: () => ({}) }))
    for (const trick of untouched) if (!(await passes(rig, relay, trick))) return false
    return ending === "let in"
  } finally {
    await relay.close()
    await rig.close()
  }
}

async function attempt(rig: LinkRig, serverId: string, prove: (said: HelloSaid) => HelloProve): Promise<Ending> {
  return onWire(rig, async (wire) => {
    const said = await greet(rig, wire, serverId)
    await wire.ask("hello.prove", prove(said))
  })
}

async function oldProof({ rig, agent }: { rig: LinkRig; agent: EnrolledAgent }): Promise<Ending> {
  const { serverId, sign } = agent.identity
  let old: HelloSaid | undefined
  await onWire(rig, async (wire) => {
    old = await greet(rig, wire, serverId)
  })
  return attempt(rig, serverId, () => honest(sign, old as HelloSaid))
}

async function noProof({ rig, agent }: { rig: LinkRig; agent: EnrolledAgent }): Promise<Ending> {
  return onWire(rig, async (wire) => {
    await greet(rig, wire, agent.identity.serverId)
    await wire.ask("host.vitals", { at: 1, cpu: 0, memory: 0, memoryUsedBytes: 0, disk: 0, load1: 0 })
  })
}

async function onWire(rig: LinkRig, work: (wire: Wire) => Promise<void>): Promise<Ending> {
  const wire = await openWire(rig.url, new AbortController().signal)
  try {
    await work(wire)
    return "let in"
  } catch (error) {
    return problemView(error).code
  } finally {
    wire.close()
  }
}

/** Opens the handshake as an agent does, and seals the wire. */
async function greet(rig: LinkRig, wire: Wire, serverId: string): Promise<HelloSaid> {
  const key = makeExchangeKey()
  const begin: HelloBegin = {
    serverId,
    agentNonce: randomBytes(32).toString("base64"),
    agentKey: key.publicKey,
    protocol: { min: PROTOCOL_VERSION, max: PROTOCOL_VERSION },
  }
  const challenge = HelloChallenge.parse(await wire.begin(begin))
  const said = { controlPlaneKey: rig.key.fingerprint, begin, challenge }
  const theirs = challenge.serverKey
  wire.seal(agreeOnChannel({ side: "agent", own: key.privateKey, theirs, context: helloTranscript(said) }))
  return said
}

function honest(sign: Sign, said: HelloSaid): HelloProve {
  return { ...WORDS, signature: sign(helloAgentText(said, WORDS)) }
}

function flipBit(proof: HelloProve): HelloProve {
  const signature = Buffer.from(proof.signature, "base64")
  const at = randomInt(signature.length)
  signature[at] = (signature[at] ?? 0) ^ (1 << randomInt(8))
  return { ...proof, signature: signature.toString("base64") }
}
