// The guide's whole work on three real servers under steady load: convert, prove it, take it back, convert again.
import { expect } from "playwright/test"
import { type Api, createApiClient, tokenIn } from "../api-client.ts"
import { type IndependentFigures, startIndependentCounts } from "../hosts/independent-counts.ts"
import { countTasks, startTaskLoad } from "../hosts/task-load.ts"
import { prepareFleet } from "../scenario-fleet.ts"
import { until } from "../until.ts"
import { test } from "./fleet-test.ts"

const MEASURE_MS = 60_000
const STEPS_MS = 600_000
/** Two counts of the same thing, taken at other moments and by other means. */
const WITHIN = 0.1

test("a fleet is converted, proved, taken back and converted again, and no task is lost or runs twice", async ({
  scenario,
  plane,
}) => {
  test.setTimeout(1_500_000)
  const token = tokenIn(await plane.cli("token", "create", "--role", "admin", "--name", "hybrid"))
  const api = createApiClient(plane.url, token)
  const fleet = await prepareFleet(api, scenario, () => {})
  const load = await startTaskLoad(scenario.servers)
  const counts = startIndependentCounts(scenario)
  const policyServiceId = await makePolicy(api)
  const choices = {
    serverIds: fleet.servers.map(({ id }) => id),
    sharedInstanceId: await sharedInstance(api, scenario.sharedRedis.address),
    policyServiceId,
    measureMs: MEASURE_MS,
  }

  const first = await test.step("it is converted, server by server", async () => {
    const conversionId = await start(api, choices)
    await inPhase(api, conversionId, ["done"])
    return conversionId
  })

  await test.step("the report says what the servers' own tools say", async () => {
    const report = await api.conversions.report.query({ conversionId: first })
    for (const side of ["before", "after"] as const) {
      const window = report[side]
      if (!window) throw new Error(`nothing was measured ${side}`)
      const counted = await counts.within({ from: Date.parse(window.from), to: Date.parse(window.to) })
      const measured = Object.fromEntries(report.measures.map((measure) => [measure.id, measure[side]?.value ?? null]))
      console.log(side, JSON.stringify(measured), JSON.stringify(counted satisfies IndependentFigures))
      expectAlike(`${side}: connections`, measured["shared-connections"], counted.sharedConnections)
      expectAlike(`${side}: of one server`, measured["server-connections"], counted.mostFromOneServer)
      expectAlike(`${side}: traffic`, measured["shared-bytes"], counted.sharedBytesPerSecond)
      if (side === "before") expectAlike("before: round trip", measured["task-overhead"], counted.roundTripMs)
      if (side === "after") expectAlike("after: memory", measured["local-memory"], counted.localBytesMost)
    }
    const after = Object.fromEntries(report.measures.map(({ id, verdict }) => [id, verdict]))
    expect(after).toMatchObject({
      "shared-connections": "pass",
      "server-connections": "pass",
      "task-overhead": "pass",
      timeouts: "pass",
    })
  })

  await test.step("it is taken back", async () => {
    await api.conversions.takeBack.mutate({ conversionId: first, removesLocal: false })
    await inPhase(api, first, ["done"])
    expect((await api.conversions.get.query({ conversionId: first })).status).toBe("taken-back")
    for (const host of scenario.servers) {
      const text = await host.run("cat", ["/opt/ytdl/backend-python/.env"])
      expect(text).toContain(`@${scenario.sharedRedis.address}:`)
    }
  })

  const second = await test.step("and converted again", async () => {
    const conversionId = await start(api, choices)
    await inPhase(api, conversionId, ["after", "done"])
    return conversionId
  })

  await test.step("not one task was lost or ran twice in all of it", async () => {
    await load.stop()
    await counts.stop()
    const count = await countTasks(scenario.servers)
    console.log(JSON.stringify({ ...count, lost: count.lost.length, twice: count.twice.length }))
    expect(count.accepted).toBeGreaterThan(300)
    expect({ lost: count.lost, twice: count.twice }).toEqual({ lost: [], twice: [] })
    expect({ twice: count.jobsTwice, missing: count.jobsMissing }).toEqual({ twice: [], missing: [] })
  })

  await test.step("a shared Redis that is gone holds a take-back, and every service goes on where it is", async () => {
    await scenario.sharedRedis.host.cutLink()
    await api.conversions.takeBack.mutate({ conversionId: second, removesLocal: false })
    const held = await until(
      "the take-back is held",
      async () => {
        const view = await api.conversions.get.query({ conversionId: second })
        return view.status === "held" && view
      },
      STEPS_MS,
    )
    expect(held.heldReason).toContain(fleet.servers.at(-1)?.name)
    for (const host of scenario.servers) {
      expect(await host.run("cat", ["/opt/ytdl/backend-python/.env"])).toContain("redis://127.0.0.1:6379/0")
      expect(await host.run("curl", ["-fsS", "http://127.0.0.1:3001/api/health/"])).toContain('"redis":"connected"')
    }
    await scenario.sharedRedis.host.restoreLink()
    await api.conversions.resume.mutate({ conversionId: second })
    await inPhase(api, second, ["done"])
    expect((await api.conversions.get.query({ conversionId: second })).status).toBe("taken-back")
  })
})

async function makePolicy(api: Api): Promise<string> {
  const policy = await api.redis.createPolicy.mutate({
    name: "local-redis",
    product: "redis",
    settings: { maxMemoryBytes: 64 * 1_048_576, eviction: "noeviction" },
    password: { choice: "none" },
  })
  return policy.serviceId
}

/** The agents have told of it once they have looked. */
function sharedInstance(api: Api, address: string): Promise<string> {
  return until("the shared Redis was seen", async () => {
    const { items } = await api.redis.list.query({ kind: "shared" })
    return items.find((item) => item.host === address && item.state === "up")?.id
  })
}

type Choices = Omit<Parameters<Api["conversions"]["plan"]["query"]>[0], "keys" | "queues">

async function start(api: Api, choices: Choices): Promise<string> {
  const plan = await until(
    "the plan may be started",
    async () => {
      const plan = await api.conversions.plan.query(choices)
      if (!plan.mayStart) throw new Error(JSON.stringify([plan.refusals, plan.servers.map(({ refusals }) => refusals)]))
      return plan
    },
    90_000,
  )
  const { fingerprint } = plan
  const started = await api.conversions.start.mutate({ ...choices, fingerprint, title: "Convert to hybrid" })
  return started.conversionId
}

async function inPhase(api: Api, conversionId: string, phases: string[]): Promise<void> {
  await until(
    `the conversion is in ${phases.join(" or ")}`,
    async () => {
      const view = await api.conversions.get.query({ conversionId })
      if (view.status === "held") throw new Error(view.heldReason ?? "held")
      return phases.includes(view.phase)
    },
    STEPS_MS,
  )
}

function expectAlike(what: string, measured: number | null | undefined, counted: number | null): void {
  if (measured === null || measured === undefined || counted === null) throw new Error(`${what}: not measured`)
  const off = counted === 0 ? measured : Math.abs(measured - counted) / counted
  expect(off, `${what}: ${measured} measured, ${counted} counted`).toBeLessThanOrEqual(WITHIN)
}
