import { setTimeout as wait } from "node:timers/promises"
import { startNetwork } from "../hosts/network.ts"
import { type AgentHost, NEW_TEXT, OLD_TEXT, startAgentHosts } from "./agent-host.ts"
import type { FaultOptions, FaultRow } from "./row.ts"
import { sideBySide } from "./side-by-side.ts"

const HOSTS = 4

type Case = {
  what: string
  change: object
  outcome: string
  code?: string
  /** A unit that somebody else restarts while it is watched. */
  restartedByHand?: string
}

/** How long units take to be ready, and to die: nobody waits for the long ones in every test run. */
type Pace = { readyAfterS: number; diesAfterS: number }
const QUICK: Pace = { readyAfterS: 12, diesAfterS: 3 }
const SLOW: Pace = { readyAfterS: 90, diesAfterS: 8 }

const page = { kind: "http", url: "http://127.0.0.1:8080/", status: 200, withinMs: 5_000 }

/** The long ones first: they are judged side by side. */
const casesWith = ({ readyAfterS, diesAfterS }: Pace): readonly Case[] => [
  {
    what: `notify unit that is ready after ${readyAfterS} s`,
    change: {
      text: `${NEW_TEXT}SLOW=${readyAfterS}\n`,
      units: ["slow.service"],
      deadlineMs: (readyAfterS + 20) * 1_000,
    },
    outcome: "applied",
  },
  {
    what: `unit that dies at second ${diesAfterS} of ${diesAfterS + 2}`,
    change: { text: `${NEW_TEXT}DIE_AFTER=${diesAfterS}\n`, settleMs: (diesAfterS + 2) * 1_000 },
    outcome: "rolled-back",
    code: "restart-failed",
  },
  {
    what: "unit that is up and answers 500",
    change: { text: `${NEW_TEXT}BROKEN=yes\n`, units: ["page.service"], checks: [page] },
    outcome: "rolled-back",
    code: "check-failed",
  },
  {
    what: "notify unit that is ready after the deadline",
    change: { text: `${NEW_TEXT}SLOW=60\n`, units: ["slow.service"], deadlineMs: 5_000 },
    outcome: "rolled-back",
    code: "deadline-passed",
  },
  { what: "oneshot unit", change: { units: ["once.service"], settleMs: 5_000 }, outcome: "applied" },
  {
    what: "oneshot unit that fails",
    change: { text: `${NEW_TEXT}CRASH=yes\n`, units: ["once.service"] },
    outcome: "rolled-back",
    code: "restart-failed",
  },
  { what: "oneshot unit that remains", change: { units: ["lasting.service"] }, outcome: "applied" },
  {
    what: "unit that somebody restarts while it is watched",
    change: { units: ["page.service"], settleMs: 5_000 },
    restartedByHand: "page.service",
    outcome: "rolled-back",
    code: "restart-failed",
  },
  { what: "masked unit", change: { units: ["masked.service"] }, outcome: "refused", code: "unit-missing" },
  { what: "unit that is not there", change: { units: ["missing.service"] }, outcome: "refused", code: "unit-missing" },
  {
    what: "page that answers 200 and logs what it should",
    change: {
      units: ["page.service"],
      checks: [
        page,
        { kind: "journal-shows", unit: "page.service", pattern: "greeting new", withinMs: 5_000 },
        { kind: "journal-lacks", unit: "page.service", pattern: "greeting old", forMs: 1_000 },
      ],
    },
    outcome: "applied",
  },
]

/** Units that behave oddly: neither passed when they are not well, nor rolled back when they are. */
export async function faultF55({ runs, progress }: FaultOptions): Promise<FaultRow> {
  const cases = casesWith(runs < 100 ? QUICK : SLOW)
  const network = await startNetwork()
  const wrong: string[] = []
  try {
    const hosts = await startAgentHosts({ network, name: "verdict", count: HOSTS })
    await sideBySide({ workers: HOSTS, count: cases.length }, async (piece, worker) => {
      const item = cases[piece] as Case
      const fault = await judge(hosts[worker] as AgentHost, item)
      if (fault) wrong.push(fault)
      progress(`${item.what}: ${fault ?? "right"}`)
    })
  } finally {
    await network.stop()
  }
  return {
    id: "F55",
    claim: `${cases.length} odd units (dies late, up but broken, slow, oneshot, masked, missing): the right verdict each`,
    figure: wrong.length,
    unit: "wrong verdicts",
    target: "0",
    pass: wrong.length === 0,
  }
}

/** What was wrong about the verdict; the old file is put back for the next case. */
async function judge(host: AgentHost, item: Case): Promise<string | undefined> {
  await host.run("cp", ["--preserve=all", "/opt/app/.env", "/opt/app/kept"])
  const command = host.command(item.change)
  const interference = item.restartedByHand && restartByHand(host, item.restartedByHand)
  await host.send(command)
  await interference
  const result = await host.finished(command.id, 150_000)
  const isOld = host.readEnv() === OLD_TEXT
  await host.run("cp", ["--preserve=all", "/opt/app/kept", "/opt/app/.env"])
  if (await host.isArmed(command.id)) return `${item.what}: the guardian is still armed`
  if (isOld === (result.outcome === "applied")) return `${item.what}: the file does not fit ${result.outcome}`
  if (result.outcome === item.outcome && result.problem?.code === item.code) return undefined
  return `${item.what}: ${result.outcome} ${result.problem?.code ?? ""} ${result.problem?.message ?? ""} ${JSON.stringify(result.rollbackChecks)}`
}

/** In the middle of the watch, when the agent has seen the run that is ended here. */
async function restartByHand(host: AgentHost, unit: string): Promise<void> {
  const run = () => host.property(unit, "InvocationID")
  const before = await run()
  while ((await run()) === before) await wait(50)
  await wait(1_000)
  await host.run("systemctl", ["restart", unit])
}
