// An agent that was installed by the pasted line, in its sandbox, watches what its server's env files name.
import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, suite, test } from "node:test"
import { RedisSockets } from "@signalbox/protocol/redis-sockets"
import { type Api, createApiClient, tokenIn } from "../api-client.ts"
import { type ControlPlane, startControlPlane } from "../control-plane.ts"
import { scenarioPolicy } from "../scenario-services.ts"
import { until } from "../until.ts"
import type { Host } from "./host.ts"
import { whyHostsCannotRun } from "./packages.ts"
import { type Scenario, startScenario } from "./scenario.ts"
import { scenarioServices } from "./workload-files.ts"

const ROUND_TRIP_MS = 150
const BACKEND_UNITS = scenarioServices.backend.units
const UNITS = [...BACKEND_UNITS, ...scenarioServices["cookie-extractor"].units]

type Watched = {
  instances: {
    instance: string
    state: string
    isLocal: boolean
    fault: string | null
    keyspacesAt: number | null
    queues: number
    isTold: boolean
    ping: { count: number; p50Micros: number | null }
  }[]
  sockets: RedisSockets
}

suite("an installed agent watches Redis", { skip: whyHostsCannotRun() ?? false, timeout: 600_000 }, () => {
  let scenario: Scenario
  let plane: ControlPlane
  let api: Api
  let host: Host
  let shared: string

  before(async () => {
    scenario = await startScenario({ servers: 1, delayMs: ROUND_TRIP_MS / 2, cookieIntervalSeconds: 5 })
    plane = await startControlPlane({ host: scenario.controlPlaneAddress })
    api = createApiClient(plane.url, tokenIn(await plane.cli("token", "create", "--role", "admin", "--name", "watch")))
    const [server] = scenario.servers
    assert.ok(server)
    host = server
    shared = `${scenario.sharedRedis.address}:${scenario.sharedRedis.port}`
    const policy = scenarioPolicy(scenario.sharedRedis)
    const { oneLiner } = await api.enrolments.create.mutate({ serverName: host.name, labels: {}, policy })
    await host.run("bash", ["-c", oneLiner], { timeoutMs: 180_000 })
  })
  after(async () => {
    await scenario?.stop()
    await plane?.remove()
  })

  const watched = async (): Promise<Watched> =>
    JSON.parse(await host.run("signalbox-agent", ["watched", "--json", "yes"]))
  const there = async () => (await watched()).instances.find(({ instance }) => instance === shared)
  const unitSockets = async () => {
    const { units, fault } = RedisSockets.parse((await watched()).sockets)
    assert.equal(fault, null)
    return units
  }
  /** Each unit's verdict on the shared Redis, when all of them could be read and are connected. */
  const verdicts = async () => {
    const units = await unitSockets()
    if (units.some(({ isReadable, processes }) => !isReadable || processes === 0)) return undefined
    const found = units.map(({ unit, connections }) => {
      return [unit, connections.find(({ instance }) => instance === shared)?.verdict] as const
    })
    return Object.fromEntries(found)
  }

  test("the shared Redis is up, its queues are found, and the control plane takes what is told of it", async () => {
    const seen = await until("a told look with a walk", async () => {
      const look = await there()
      return look?.isTold && look.keyspacesAt !== null && look.queues >= 2 && look
    })
    assert.deepEqual([seen.state, seen.fault], ["up", null])
    const said = await host.run("journalctl", ["-u", "signalbox-agent", "-o", "cat", "--no-pager"])
    assert.doesNotMatch(said, /Not told|failed/)
    assert.ok(!said.includes(scenario.sharedRedis.password))
  })

  test("every unit's sockets are read though the agent itself may not, as the kernel's own tool counts them", async () => {
    const found = await until("all verdicts", async () => {
      const all = await verdicts()
      return all && Object.values(all).every(Boolean) && all
    })
    assert.deepEqual(found, Object.fromEntries(UNITS.map((unit) => [unit, "expected"])))
    await until("the same count as ss", async () => {
      const told = (await unitSockets()).flatMap(({ connections }) => connections.map(({ sockets }) => sockets))
      const agent = (await host.run("systemctl", ["show", "-P", "MainPID", "signalbox-agent.service"])).trim()
      const filter = ["state", "established", "dst", shared]
      const lines = (await host.run("ss", ["-Htnp", ...filter])).split("\n").filter((line) => line.includes("pid="))
      const others = lines.filter((line) => !line.includes(`pid=${agent},`)).length
      return others > 0 && told.reduce((sum, count) => sum + count, 0) === others
    })
  })

  test("an env file that was rewritten by hand makes old processes of those that were not restarted", async () => {
    const path = join(host.root, scenarioServices.backend.folder, ".env")
    writeFileSync(path, scenario.envTexts("after", host).backend.merged)
    const found = await until("old processes", async () => {
      const all = await verdicts()
      return all && Object.values(all).includes("old-process") && all
    })
    for (const unit of BACKEND_UNITS) assert.equal(found[unit], "old-process", unit)
    const units = await unitSockets()
    for (const unit of BACKEND_UNITS)
      assert.deepEqual(units.find((each) => each.unit === unit)?.missing, ["127.0.0.1:6379"], unit)
    const local = await until("the local Redis is looked at", async () => {
      return (await watched()).instances.find(({ instance }) => instance === "127.0.0.1:6379")
    })
    assert.deepEqual([local.state, local.isLocal], ["up", true])
  })

  test("without the unit that may look, sockets are told as not readable, with the reason", async () => {
    await host.run("systemctl", ["stop", "signalbox-sockets"])
    const { units } = await until("a picture with a fault", async () => {
      const { sockets } = await watched()
      return sockets.fault !== null && sockets
    })
    assert.ok(units.every((unit) => !unit.isReadable && unit.connections.length === 0))
    await host.run("systemctl", ["start", "signalbox-sockets"])
  })

  test("PING takes what redis-cli measures from the same server", async () => {
    const { password, address, port } = scenario.sharedRedis
    const script =
      'read -r REDISCLI_AUTH; export REDISCLI_AUTH; timeout 20 redis-cli -h "$0" -p "$1" --latency --raw -i 15'
    const said = await host.run("sh", ["-c", script, address, String(port)], { input: `${password}\n` })
    const average = Number(said.trim().split("\n")[0]?.split(" ")[2])
    const look = await until("a window of PINGs", async () => {
      const seen = await there()
      return (seen?.ping.count ?? 0) >= 10 && seen
    })
    const p50 = (look.ping.p50Micros ?? 0) / 1_000
    assert.ok(Math.abs(p50 - average) < average * 0.1, `${p50} ms by the agent, ${average} ms by redis-cli`)
    assert.ok(Math.abs(p50 - ROUND_TRIP_MS) < ROUND_TRIP_MS * 0.1, `${p50} ms`)
  })

  test("the agent has no right to look into processes, and the unit that has it has no network and no other file", async () => {
    const show = (unit: string, name: string) => host.run("systemctl", ["show", "-P", name, unit])
    assert.doesNotMatch(await show("signalbox-agent", "CapabilityBoundingSet"), /ptrace/)
    const rights = (await show("signalbox-sockets", "CapabilityBoundingSet")).trim().split(/\s+/).sort()
    assert.deepEqual(rights, ["cap_dac_read_search", "cap_sys_ptrace"])
    assert.equal((await show("signalbox-sockets", "PrivateNetwork")).trim(), "yes")
    const pid = (await show("signalbox-sockets", "MainPID")).trim()
    const into = ["-t", pid, "-n", "cat", "/proc/net/dev"]
    const devices = (await host.run("nsenter", into)).split("\n").slice(2).filter(Boolean)
    assert.deepEqual(
      devices.map((line) => line.split(":")[0]?.trim()),
      ["lo"],
    )
    assert.equal((await host.run("stat", ["-c", "%U %a", "/run/signalbox-sockets"])).trim(), "root 700")
    assert.equal((await host.run("stat", ["-c", "%U %a", "/run/signalbox-sockets/report.json"])).trim(), "root 600")
  })

  test("uninstalling takes both units and what they left in /run", async () => {
    await host.run("signalbox-agent", ["uninstall"], { timeoutMs: 60_000 })
    assert.equal((await host.exec("systemctl", ["list-unit-files", "--no-legend", "signalbox*"])).stdout, "")
    assert.equal((await host.exec("sh", ["-c", "ls -d /run/signalbox* 2>/dev/null"])).stdout, "")
  })
})
