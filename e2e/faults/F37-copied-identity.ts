import { cp, mkdtemp } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { until } from "../until.ts"
import { type EnrolledAgent, isOnline, type LinkRig, openLinkRig, startAgent } from "./link-rig.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

const isLocked = (state: { at: string; why?: string }) => state.at === "waiting" && state.why === "agent-locked"

/** An agent's identity and state are copied to a second machine; counted are the connects of copies until both are out. */
export async function faultF37({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const rig = await openLinkRig()
  const rounds = Math.max(1, Math.round(runs / 20))
  let staleLetIn = 0
  let unlocked = 0
  let rivals = 0
  try {
    for (let round = 0; round < rounds; round += 1) {
      staleLetIn += Number(await staleCopyIsLetIn(rig))
      const attempts = await attemptsUntilLocked(rig)
      rivals = Math.max(rivals, attempts)
      unlocked += Number(attempts > 3)
    }
    progress(`${rounds} copies of each kind; faults inside: ${rig.faults.map(String).join("; ")}`)
  } finally {
    await rig.close()
  }
  const wrong = staleLetIn + unlocked + rig.faults.length
  return [
    {
      id: "F37",
      claim: "a copied identity with an old state locks the server at its first connect",
      figure: wrong,
      unit: "let in",
      target: "0",
      pass: wrong === 0,
    },
    {
      id: "F37b",
      claim: "a copy with the present state, beside the living original, locks it too",
      figure: rivals,
      unit: "connects until locked",
      target: "<= 3",
      pass: rivals <= 3,
    },
  ]
}

/** The original connects twice after it was copied, so that the copy's state is old. */
async function staleCopyIsLetIn(rig: LinkRig): Promise<boolean> {
  const original = await rig.enrolAgent()
  await connectOnce(rig, original)
  const copy = await copyOf(original)
  await connectOnce(rig, original)
  const thief = startAgent(copy)
  const state = await thief.reached((now) => isOnline(now) || isLocked(now))
  await thief.stop()
  return isOnline(state)
}

async function attemptsUntilLocked(rig: LinkRig): Promise<number> {
  const original = await rig.enrolAgent()
  const agent = await startConfirmed(rig, original)
  const thief = startAgent(await copyOf(original))
  await thief.reached(isLocked)
  await agent.reached(isLocked)
  const attempts = thief.states.filter((state) => state.at === "proving").length
  await Promise.all([thief.stop(), agent.stop()])
  return attempts
}

async function connectOnce(rig: LinkRig, enrolled: EnrolledAgent): Promise<void> {
  const agent = await startConfirmed(rig, enrolled)
  const gone = Promise.withResolvers<void>()
  const forget = rig.gateway.sessions.onDisconnected((id) => void (id === enrolled.identity.serverId && gone.resolve()))
  await agent.stop()
  await gone.promise
  forget()
}

/** An agent whose first report has come: from then on the control plane counts on the new state. */
async function startConfirmed(rig: LinkRig, enrolled: EnrolledAgent) {
  const { db } = rig.domain
  const where = { id: enrolled.identity.serverId }
  const epoch = async () => (await db.server.findUniqueOrThrow({ where, select: { epoch: true } })).epoch
  // Before it is started: it may be faster than a question about it.
  const before = await epoch()
  const agent = startAgent(enrolled)
  await until("the agent's first report", async () => (await epoch()) > before)
  return agent
}

async function copyOf(agent: EnrolledAgent): Promise<EnrolledAgent> {
  const place = await mkdtemp(join(tmpdir(), "signalbox-F37-"))
  await cp(agent.stateDir, place, { recursive: true })
  return { ...agent, stateDir: place }
}
