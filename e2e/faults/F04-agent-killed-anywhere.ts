import { runKilledAgent } from "@signalbox/agent/testing/kill-running-agent"
import type { Orders } from "@signalbox/agent/testing/killed-agent"
import { CRASH_TEXT, makeRig, NEW_TEXT, OLD_TEXT, type Rig } from "@signalbox/agent/testing/rig"
import { readWorld } from "@signalbox/agent/testing/simulated-supervisor"
import { bundleOf } from "./bundle.ts"
import type { FaultOptions, FaultRow } from "./row.ts"
import { sideBySide } from "./side-by-side.ts"

/** The journal's boundaries, each killed `runs` times; the kills are spread over every step between them, too. */
const BOUNDARIES = 9
const AT_ONCE = 2

const killedAgent = () => bundleOf("agent/src/testing/killed-agent.ts")

type Kill = { killAt: number; when: Orders["when"]; text: string }
type Verdict = { fault: string | undefined; recoveryMs: number }

/** The agent is killed at every step that it takes on disk or at its supervisor, and before, after and within it. */
export async function faultF04({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const steps = { [NEW_TEXT]: await countSteps(NEW_TEXT), [CRASH_TEXT]: await countSteps(CRASH_TEXT) }
  const kills = plan(steps, runs * BOUNDARIES)
  const verdicts: Verdict[] = []
  await sideBySide({ workers: AT_ONCE, count: kills.length }, async (piece) => {
    const kill = kills[piece] as Kill
    const verdict = await killAndRecover(kill)
    verdicts.push(verdict)
    if (verdict.fault) progress(`${kill.when} step ${kill.killAt}: ${verdict.fault}`)
    if (verdicts.length % 100 === 0) progress(`${verdicts.length} of ${kills.length}`)
  })
  const faults = verdicts.filter((verdict) => verdict.fault).length
  const recovery = verdicts.map((verdict) => verdict.recoveryMs).toSorted((a, b) => a - b)
  const p95 = Math.round(recovery[Math.floor(recovery.length * 0.95)] ?? Number.NaN)
  return [
    {
      id: "F04",
      claim: `agent killed at each of ${Object.values(steps).join(" + ")} steps, before, after and within, ${kills.length} kills: the file old or new and whole, units on it, result as it is, nothing left over`,
      figure: faults,
      unit: "mismatches",
      target: "0",
      pass: faults === 0,
    },
    {
      id: "F04b",
      claim: "the next agent has recovered",
      figure: p95,
      unit: "ms, p95",
      target: "< 5000",
      pass: p95 < 5_000,
    },
  ]
}

/** `count` kills, spread evenly over all there are; all of them over again when there are fewer. */
function plan(steps: Record<string, number>, count: number): Kill[] {
  const all = Object.entries(steps).flatMap(([text, total]) =>
    Array.from({ length: total }, (_, index) =>
      (["before", "after", "within"] as const).map((when): Kill => ({ killAt: index + 1, when, text })),
    ).flat(),
  )
  return Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count) % all.length]).filter(
    (kill) => kill !== undefined,
  )
}

async function countSteps(text: string): Promise<number> {
  const rig = await makeRig()
  try {
    return Number(
      await runKilledAgent(rig, rig.command({ text }), { killAt: 0, when: "before", program: await killedAgent() }),
    )
  } finally {
    rig.remove()
  }
}

async function killAndRecover(kill: Kill): Promise<Verdict> {
  const rig = await makeRig()
  try {
    const command = rig.command({ text: kill.text })
    await runKilledAgent(rig, command, {
      killAt: kill.killAt,
      when: kill.when,
      program: await killedAgent(),
    })
    const onDisk = rig.read()
    if (onDisk !== OLD_TEXT && onDisk !== kill.text) return { fault: "the file is torn", recoveryMs: 0 }
    const begun = performance.now()
    const changes = await rig.open()
    // The control plane sends again until it is answered: the command has one effect all the same.
    await changes.accept(command)
    await changes.idle()
    const recoveryMs = performance.now() - begun
    const [result] = changes.pendingResults()
    await changes.close()
    return { fault: faultOf(rig, result?.outcome, kill), recoveryMs }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : "error", recoveryMs: 0 }
  } finally {
    rig.remove()
  }
}

function faultOf(rig: Rig, outcome: string | undefined, kill: Kill): string | undefined {
  const world = readWorld(rig.worldPath)
  const unit = world.units[0]
  const expected = outcome === "applied" ? NEW_TEXT : OLD_TEXT
  if (outcome === undefined) return "no result"
  if (!["applied", "rolled-back", "failed"].includes(outcome)) return `ended as ${outcome}`
  if (outcome === "applied" && kill.text !== NEW_TEXT) return "a crashing change was applied"
  if (rig.read() !== expected) return `${outcome}, yet the file is the other one`
  if (rig.mode() !== 0o640) return `mode ${rig.mode().toString(8)}`
  if (unit?.activeState !== "active" || unit.startedWith !== expected) return `${outcome}, yet the unit is not on it`
  if (rig.leftOver().length > 0) return "a temporary file is left over"
  return world.guardians.length > 0 ? "a guardian is left over" : undefined
}
