// Starts the control plane and stops it in order.
import { StartRefusal } from "@signalbox/prisma/start-refusal"
import { announce } from "./announce.ts"
import { readConfig } from "./config.ts"
import { startControlPlane } from "./control-plane.ts"
import { createLog } from "./log.ts"

const say = (line: string) => void process.stdout.write(`${line}\n`)

try {
  const config = readConfig()
  for (const warning of config.warnings) say(`Warning: ${warning}`)
  const log = createLog(config.logLevel)
  const stopping = untilSignal()
  const controlPlane = await startControlPlane({
    config,
    log,
    progress: say,
    withPlayground: config.withPlayground,
    withConsole: !process.argv.includes("--without-console"),
  })
  announce(say, controlPlane, config)
  await stopping
  await controlPlane.close()
  process.exit(0)
} catch (error) {
  if (error instanceof StartRefusal) process.stderr.write(`${error.message}\n`)
  else
    process.stderr.write(
      `Signalbox failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
  process.exit(1)
}

/** Resolves at the first signal. Another one a second later ends the process at once; a terminal and npm often send two together. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    let since: number | undefined
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (since !== undefined && performance.now() - since > 1_000) process.exit(130)
        // At once, also when it comes while we are starting: the start is finished first, then taken down in order.
        if (since === undefined) say("Stopping …")
        since ??= performance.now()
        resolve()
      })
    }
  })
}
