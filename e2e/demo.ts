// `npm run demo`: the scenario's three servers and the shared Redis, really booted, in the console.
import { createApiClient, tokenIn } from "./api-client.ts"
import { startControlPlane } from "./control-plane.ts"
import { ensureMachinePackages, whyHostsCannotRun } from "./hosts/packages.ts"
import { startScenario } from "./hosts/scenario.ts"
import { prepareFleet } from "./scenario-fleet.ts"

const say = (line: string) => process.stdout.write(`${line}\n`)
const reason = whyHostsCannotRun()
if (reason) {
  say(`The demo cannot run here: ${reason}.`)
  process.exit(1)
}
const stops: (() => Promise<unknown>)[] = []
let isStopping = false
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(0))

try {
  await ensureMachinePackages(say)
  say("Booting three servers and the shared Redis …")
  const scenario = await startScenario({ servers: 3, progress: say })
  stops.unshift(() => scenario.stop())
  say("Starting the control plane …")
  const plane = await startControlPlane({ host: scenario.controlPlaneAddress })
  stops.unshift(() => plane.remove())
  const api = createApiClient(
    plane.url,
    tokenIn(await plane.cli("token", "create", "--role", "admin", "--name", "demo")),
  )
  await prepareFleet(api, scenario, say)
  say(`
Three servers are enrolled and run the downloader, all on the shared Redis (75 ms away each way).

  Open this once, it makes you the admin:
  ${await plane.firstAdminLink()}

  Then: Services, backend, Env. Put REDIS_URL on redis://127.0.0.1:6379/0, save, plan, start, and watch.
  Ctrl-C stops and removes everything.
`)
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  await stop(1)
}

/** Ends what was started, newest first. */
async function stop(code: number): Promise<void> {
  if (isStopping) return
  isStopping = true
  say("Stopping …")
  for (const end of stops) await end().catch((error: unknown) => say(String(error)))
  process.exit(code)
}
