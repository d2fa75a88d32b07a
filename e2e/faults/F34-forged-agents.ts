import { randomBytes, randomInt, randomUUID } from "node:crypto"
import { openWire, type Wire } from "@signalbox/agent/link/wire"
import { keyFingerprint } from "@signalbox/domain/servers/control-plane-key"
import { HelloChallenge, type HelloProve, helloAgentText } from "@signalbox/protocol/hello"
import { PROTOCOL_VERSION } from "@signalbox/protocol/version"
import { type EnrolledAgent, type LinkRig, openLinkRig, strangerKey } from "./link-rig.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

type Hello = { serverId: string; challenge: HelloChallenge }
type Forgery = {
  name: string
  forge: (input: { rig: LinkRig; agent: EnrolledAgent; other: EnrolledAgent }) => Promise<boolean>
}

/** Every way in that is not the agent's own; each answers whether it was let in. */
const FORGERIES: Forgery[] = [
  {
    name: "a random key",
    forge: ({ rig, agent }) =>
      attempt(rig, agent, (hello) => honest(rig, { ...agent, sign: strangerKey().sign }, hello)),
  },
  {
    name: "the key of another server",
    forge: ({ rig, agent, other }) =>
      attempt(rig, agent, (hello) => honest(rig, { ...agent, sign: other.identity.sign }, hello)),
  },
  {
    name: "a server that never was",
    forge: ({ rig, agent }) => {
      const ghost = { ...agent, identity: { ...agent.identity, serverId: randomUUID() } }
      return attempt(rig, ghost, (hello) => honest(rig, { ...agent, sign: agent.identity.sign }, hello))
    },
  },
  { name: "a proof over an old nonce", forge: oldNonce },
  {
    name: "a proof that lacks the control plane's key",
    forge: ({ rig, agent }) =>
      attempt(rig, agent, (hello) => ({
        ...honest(rig, { ...agent, sign: agent.identity.sign }, hello),
        ...proofFor(agent, hello, "0".repeat(64)),
      })),
  },
  {
    name: "one bit flipped",
    forge: ({ rig, agent }) =>
      attempt(rig, agent, (hello) => flipBit(honest(rig, { ...agent, sign: agent.identity.sign }, hello))),
  },
  { name: "no handshake at all", forge: noHandshake },
]

/** Forgers of all kinds knock; counted are those who were let in. */
export async function faultF34({ runs, progress }: FaultOptions): Promise<FaultRow> {
  const rig = await openLinkRig()
  const admitted = new Map<string, number>()
  let attempts = 0
  try {
    const [agent, other] = [await rig.enrolAgent(), await rig.enrolAgent()]
    for (let round = 0; round < runs; round += 1) {
      const forged = await Promise.all(FORGERIES.map(({ forge }) => forge({ rig, agent, other })))
      forged.forEach((isIn, at) => {
        const { name } = FORGERIES[at] as Forgery
        if (isIn) admitted.set(name, (admitted.get(name) ?? 0) + 1)
      })
      attempts += forged.length
    }
    for (const [name, count] of admitted) progress(`let in ${count} times: ${name}`)
  } finally {
    await rig.close()
  }
  const figure = [...admitted.values()].reduce((sum, count) => sum + count, 0) + rig.faults.length
  return {
    id: "F34",
    claim: `${attempts} forged agents of ${FORGERIES.length} kinds: none is let in`,
    figure,
    unit: "let in",
    target: "0",
    pass: figure === 0,
  }
}

/** A forgery is one only if the same attempt without it succeeds: shown before any is counted. */
export async function honestAgentIsLetIn(): Promise<boolean> {
  const rig = await openLinkRig()
  try {
    const agent = await rig.enrolAgent()
    return await attempt(rig, agent, (hello) => honest(rig, { ...agent, sign: agent.identity.sign }, hello))
  } finally {
    await rig.close()
  }
}

async function attempt(rig: LinkRig, agent: EnrolledAgent, prove: (hello: Hello) => HelloProve): Promise<boolean> {
  return onWire(rig, async (wire) => {
    const challenge = await greet(wire, agent.identity.serverId)
    await wire.ask("hello.prove", prove({ serverId: agent.identity.serverId, challenge }))
  })
}

async function oldNonce({ rig, agent }: { rig: LinkRig; agent: EnrolledAgent }): Promise<boolean> {
  let old: Hello | undefined
  await onWire(rig, async (wire) => {
    old = { serverId: agent.identity.serverId, challenge: await greet(wire, agent.identity.serverId) }
  })
  return attempt(rig, agent, () => honest(rig, { ...agent, sign: agent.identity.sign }, old as Hello))
}

async function noHandshake({ rig }: { rig: LinkRig }): Promise<boolean> {
  return onWire(
    rig,
    async (wire) =>
      void (await wire.ask("host.vitals", { at: 1, cpu: 0, memory: 0, memoryUsedBytes: 0, disk: 0, load1: 0 })),
  )
}

async function onWire(rig: LinkRig, work: (wire: Wire) => Promise<void>): Promise<boolean> {
  const wire = await openWire(rig.url, new AbortController().signal)
  try {
    await work(wire)
    return true
  } catch {
    return false
  } finally {
    wire.close()
  }
}

async function greet(wire: Wire, serverId: string): Promise<HelloChallenge> {
  const agentNonce = randomBytes(32).toString("base64")
  const protocol = { min: PROTOCOL_VERSION, max: PROTOCOL_VERSION }
  return HelloChallenge.parse(await wire.ask("hello.begin", { serverId, agentNonce, protocol }))
}

function honest(rig: LinkRig, agent: { sign: (text: string) => string }, hello: Hello): HelloProve {
  return {
    ...proofFor({ identity: agent }, hello, keyFingerprint(rig.key.publicKey)),
    agentVersion: "0.0.0",
    capabilities: [],
    epoch: 0,
    stateHash: null,
    commandSeq: 0,
    journalHead: null,
  }
}

function proofFor(
  agent: { identity: { sign: (text: string) => string } },
  { serverId, challenge }: Hello,
  controlPlaneKey: string,
) {
  const { serverNonce } = challenge
  return {
    signature: agent.identity.sign(
      helloAgentText({ controlPlaneKey, serverId, serverNonce, epoch: 0, journalHead: null }),
    ),
  }
}

function flipBit(proof: HelloProve): HelloProve {
  const signature = Buffer.from(proof.signature, "base64")
  const at = randomInt(signature.length)
  signature[at] = (signature[at] ?? 0) ^ (1 << randomInt(8))
  return { ...proof, signature: signature.toString("base64") }
}
