import { randomUUID } from "node:crypto"
import { shakeHands } from "@signalbox/agent/link/handshake"
import { openWire } from "@signalbox/agent/link/wire"
import { problemView } from "@signalbox/protocol/problem"
import { openImpostor } from "./impostor.ts"
import { finishedChange, isOnline, isWaiting, type LinkRig, openLinkRig, startAgent } from "./link-rig.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

const SIZES = [1_200_000, 64_000_000]
const UNLISTED = ["host.remove", "__proto__", "constructor", "hello.begin", "change.begin", ""]

/** Messages that are too large, both ways, and names that nobody lists: the sender refuses, the link stays, neighbours arrive. */
export async function faultF42({ progress }: FaultOptions): Promise<FaultRow[]> {
  const rig = await openLinkRig()
  try {
    const agentSide = await fromAgent(rig)
    const ourSide = await toAgent(rig)
    const taken = await unlistedTaken(rig)
    const swallowed = await fromImpostor(rig)
    progress(`${rig.faults.length} faults inside`)
    const reconnects = agentSide.reconnects + ourSide.reconnects
    const lost = agentSide.lost + ourSide.lost
    const sent = agentSide.sent + ourSide.sent
    return [
      {
        id: "F42",
        claim: "1.2 MB and 64 MB, both ways: the link stays",
        figure: reconnects,
        unit: "reconnects",
        target: "0",
        pass: reconnects === 0 && rig.faults.length === 0,
      },
      {
        id: "F42b",
        claim: "they are refused by the sender, and what is sent beside them arrives",
        figure: lost + sent,
        unit: "sent or lost",
        target: "0",
        pass: lost + sent === 0,
      },
      {
        id: "F42c",
        claim: "names that are not listed are answered with unknown-message",
        figure: taken,
        unit: "taken",
        target: "0",
        pass: taken === 0,
      },
      {
        id: "F42d",
        claim: "what is too large from whoever answers an agent ends the link before it is read",
        figure: swallowed,
        unit: "taken",
        target: "0",
        pass: swallowed === 0,
      },
    ]
  } finally {
    await rig.close()
  }
}

type Seen = { reconnects: number; lost: number; sent: number }

/** Results whose evidence is far too large: they arrive, trimmed, and so do the small ones behind them. */
async function fromAgent(rig: LinkRig): Promise<Seen> {
  const enrolled = await rig.enrolAgent()
  const stored = new Set<string>()
  const all = Promise.withResolvers<void>()
  const ids = Array.from({ length: 4 }, () => randomUUID())
  const forget = rig.gateway.sessions.onFinished(async (_serverId, finished) => {
    stored.add(finished.commandId)
    if (ids.every((id) => stored.has(id))) all.resolve()
  })
  const agent = startAgent(enrolled)
  await agent.reached(isOnline)
  const line = { at: 1, unit: "a.service", identifier: "a", priority: 6, text: "\u0001".repeat(2_000) }
  for (const [index, commandId] of ids.entries()) {
    const journal = index % 2 === 0 ? Array.from({ length: 100 }, () => line).slice(0, 50) : []
    agent.results.push(finishedChange(commandId, { journal }))
  }
  agent.finished()
  await all.promise
  forget()
  const reconnects = agent.states.filter((state) => state.at === "connecting").length - 1
  await agent.stop()
  return { reconnects, lost: ids.filter((id) => !stored.has(id)).length, sent: 0 }
}

async function toAgent(rig: LinkRig): Promise<Seen> {
  const enrolled = await rig.enrolAgent()
  const agent = startAgent(enrolled)
  await agent.reached(isOnline)
  const { serverId } = enrolled.identity
  let [lost, sent] = [0, 0]
  for (const size of SIZES) {
    const path = `/${"a".repeat(size)}`
    const refused = rig.gateway.sessions.request(serverId, "env.read", { path }).then(() => "sent", codeOf)
    const neighbour = rig.gateway.sessions.request(serverId, "env.read", { path: "/a" }).then(() => "ok", codeOf)
    sent += Number((await refused) !== "too-large")
    lost += Number((await neighbour) !== "ok")
  }
  const reconnects = agent.states.filter((state) => state.at === "connecting").length - 1
  await agent.stop()
  return { reconnects, lost, sent }
}

/** Asked on one and the same link, which must outlive all of it. */
async function unlistedTaken(rig: LinkRig): Promise<number> {
  const { identity } = await rig.enrolAgent()
  const wire = await openWire(rig.url, new AbortController().signal)
  const state = { epoch: 0, stateHash: null }
  const more = { agentVersion: "0", commandSeq: 0, journalHead: null, onRecognised: () => {} }
  await shakeHands(wire, { identity, state, ...more })
  let taken = 0
  for (const name of UNLISTED) {
    const code = await wire.ask(name, {}).then(() => "taken", codeOf)
    taken += Number(code !== "unknown-message")
  }
  const oversize = await Promise.all(
    SIZES.map((size) => wire.ask("host.vitals", { text: "a".repeat(size) }).catch(codeOf)),
  )
  taken += oversize.filter((code) => code !== "too-large").length
  const vitals = { at: 1, cpu: 0, memory: 0, memoryUsedBytes: 0, disk: 0, load1: 0 }
  taken += await wire.ask("host.vitals", vitals).then(
    () => 0,
    () => 1,
  )
  wire.close()
  return taken
}

/** It sends too much at once, and then behaves like another control plane, which an agent knows by its challenge. */
async function fromImpostor(rig: LinkRig): Promise<number> {
  const { identity, ...place } = await rig.enrolAgent()
  const { url, close } = await openImpostor((socket) => {
    socket.emit("text", "a".repeat(1_200_000))
    socket.onAny((_name: string, _hello: unknown, answer: (reply: unknown) => void) => answer({ ok: true, value: {} }))
  })
  const agent = startAgent({ ...place, identity: { ...identity, url } })
  const state = await agent.reached(isWaiting)
  await agent.stop()
  await close()
  return Number(state.at !== "waiting" || state.why !== "no-answer")
}

function codeOf(error: unknown): string {
  return problemView(error).code
}
