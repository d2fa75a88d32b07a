import { revokeServer } from "@signalbox/domain/servers/revoke-server"
import { Problem } from "@signalbox/protocol/problem"
import { openTcpRelay } from "../hosts/tcp-relay.ts"
import { until } from "../until.ts"
import { isOnline, isWaiting, type LinkRig, openLinkRig, startAgent } from "./link-rig.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

type Outcome = { ms: number; accepted: number }

/** An agent is revoked while it is connected, while it is away, and while its link breaks for a moment. */
export async function faultF38({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const rig = await openLinkRig()
  const rounds = Math.max(1, Math.round(runs / 10))
  const outcomes: Outcome[] = []
  try {
    for (let round = 0; round < rounds; round += 1) {
      outcomes.push(await whileConnected(rig), await whileOffline(rig), await inABlip(rig))
    }
    progress(`${outcomes.length} revocations`)
  } finally {
    await rig.close()
  }
  const slowest = Math.max(...outcomes.map(({ ms }) => ms))
  const accepted = outcomes.reduce((sum, outcome) => sum + outcome.accepted, 0) + rig.faults.length
  return [
    {
      id: "F38",
      claim: "a revoked agent, connected, offline or in a blip: nothing of it is taken, nothing is sent to it",
      figure: accepted,
      unit: "taken or sent",
      target: "0",
      pass: accepted === 0,
    },
    {
      id: "F38b",
      claim: "its link is ended",
      figure: slowest,
      unit: "ms, slowest",
      target: "< 1000",
      pass: slowest < 1_000,
    },
  ]
}

async function whileConnected(rig: LinkRig): Promise<Outcome> {
  const enrolled = await rig.enrolAgent()
  const agent = startAgent(enrolled)
  await agent.reached(isOnline)
  await silent(rig, enrolled.identity.serverId)
  const ms = await revoke(rig, enrolled.identity.serverId)
  const state = await agent.reached(isWaiting)
  const refused = await agent.reached((now) => now.at === "waiting" && now.why === "agent-revoked")
  await agent.stop()
  return { ms, accepted: (await trespasses(rig, enrolled.identity.serverId)) + Number(!state || !refused) }
}

async function whileOffline(rig: LinkRig): Promise<Outcome> {
  const enrolled = await rig.enrolAgent()
  const ms = await revoke(rig, enrolled.identity.serverId)
  const agent = startAgent(enrolled)
  await agent.reached((now) => now.at === "waiting" && now.why === "agent-revoked")
  await agent.stop()
  return { ms, accepted: await trespasses(rig, enrolled.identity.serverId) }
}

/** The link breaks, the server is revoked in the gap, the agent comes straight back. */
async function inABlip(rig: LinkRig): Promise<Outcome> {
  const enrolled = await rig.enrolAgent()
  const relay = await openTcpRelay()
  relay.aim(rig.url)
  const agent = startAgent({ ...enrolled, identity: { ...enrolled.identity, url: relay.url } })
  await agent.reached(isOnline)
  relay.cut()
  const ms = await revoke(rig, enrolled.identity.serverId)
  await agent.reached((now) => now.at === "waiting" && now.why === "agent-revoked")
  await agent.stop()
  relay.close()
  return { ms, accepted: await trespasses(rig, enrolled.identity.serverId) }
}

/** Waits until the agent has said all that it says on a new link: its next words, for which it could be refused, are seconds away. */
async function silent(rig: LinkRig, serverId: string): Promise<void> {
  const { db } = rig.domain
  await until(
    "the first vitals",
    async () => (await db.server.findUniqueOrThrow({ where: { id: serverId } })).vitalsAt ?? undefined,
  )
}

/** @returns milliseconds until the link is gone */
async function revoke(rig: LinkRig, serverId: string): Promise<number> {
  const { sessions } = rig.gateway
  const started = performance.now()
  const gone = Promise.withResolvers<void>()
  const forget = sessions.onDisconnected((id) => void (id === serverId && gone.resolve()))
  if (!sessions.isOnline(serverId)) gone.resolve()
  await revokeServer({ ...rig.domain, agents: sessions }, { serverId })
  await gone.promise
  forget()
  return performance.now() - started
}

/** What still works for a revoked server: a session, a request, or a row that changed after the revocation. */
async function trespasses(rig: LinkRig, serverId: string): Promise<number> {
  const { sessions } = rig.gateway
  const asked = await sessions.request(serverId, "host.observe", {}).then(
    () => 1,
    (error) => Number(!(error instanceof Problem)),
  )
  const row = await rig.domain.db.server.findUniqueOrThrow({ where: { id: serverId } })
  const isSeenLater = Number(row.revokedAt !== null && (row.vitalsAt ?? 0) > row.revokedAt)
  return Number(sessions.isOnline(serverId)) + asked + isSeenLater
}
