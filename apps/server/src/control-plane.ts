// Builds the control plane from its configuration, in the order in which its parts need each other, and takes it down in reverse.

import { makeFirstAdminCode } from "@signalbox/domain/access/make-first-admin-code"
import { readFirstRun } from "@signalbox/domain/access/read-first-run"
import type { DomainContext } from "@signalbox/domain/context"
import { createLiveEvents } from "@signalbox/domain/events/live-events"
import { assertRootKey } from "@signalbox/domain/sealing/assert-root-key"
import { createSealer, type Sealer } from "@signalbox/domain/sealing/sealer"
import { openControlPlaneKey } from "@signalbox/domain/servers/control-plane-key"
import { openEnrolmentKey } from "@signalbox/domain/servers/enrolment-key"
import type { Db } from "@signalbox/prisma/client"
import { StartRefusal } from "@signalbox/prisma/start-refusal"
import { Problem } from "@signalbox/protocol/problem"
import type { Logger } from "pino"
import type { Config } from "./config.ts"
import { openDataFolder, readOrMakeReplicaName, readOrMakeRootKey } from "./data-folder.ts"
import { openConfiguredDatabase } from "./database.ts"
import { openGateway } from "./gateway/open-gateway.ts"
import { createClientReader } from "./http/client-address.ts"
import { openConsole } from "./http/console.ts"
import { openPort } from "./http/http-server.ts"
import { readInstaller } from "./http/installer.ts"
import { createMetrics } from "./http/metrics.ts"
import type { Route } from "./http/route.ts"
import { openPlayground } from "./playground/open-playground.ts"
import { createRoutes } from "./routes.ts"
import { runConversions } from "./run-conversions.ts"
import { runPruning } from "./run-pruning.ts"
import { runRollouts } from "./run-rollouts.ts"
import { createTeardown, type Teardown } from "./teardown.ts"

export type StartInput = {
  config: Config
  log: Logger
  /** Told what takes long, in words for the terminal. */
  progress: (step: string) => void
  /** Without it only the API is there. */
  withConsole: boolean
  /** Without it this machine is no server, even if there is no other. */
  withPlayground?: boolean
}

export type ControlPlane = {
  /** Where this process listens. */
  address: string
  /** Where people and agents reach it. */
  publicUrl: string
  /** Undefined once there is an admin. */
  firstAdminLink: string | undefined
  close(): Promise<void>
}

/**
 * Starts everything; when it returns, requests are answered.
 * @throws StartRefusal, after taking down what was started
 */
export async function startControlPlane(input: StartInput): Promise<ControlPlane> {
  const teardown = createTeardown()
  try {
    return await start(input, teardown)
  } catch (error) {
    await teardown.run()
    throw error
  }
}

async function start(input: StartInput, teardown: Teardown): Promise<ControlPlane> {
  const { config, log, progress, withConsole } = input
  await openDataFolder(config.dataDir)
  const client = createClientReader(config.trustedProxies)
  const metrics = createMetrics()
  teardown.add(metrics.close)
  const port = await openPort({ ...config, client, log, counted: metrics.counted })
  teardown.add(port.close)
  const publicUrl = config.publicUrl ?? port.address

  const { db, close } = await openConfiguredDatabase(config, progress)
  teardown.add(close)
  // What is being answered still needs the database.
  teardown.add(port.idle)
  const { rootKey, sealer } = await openSealer(config, db)
  const controlPlaneKey = await openControlPlaneKey({ db, sealer })

  const live = createLiveEvents()
  const domain = { db, sealer, clock: { now: () => new Date() }, publish: live.publish }
  const onFault = (error: unknown) => log.error({ err: error }, "something failed")
  const replica = await readOrMakeReplicaName(config.dataDir)
  const gateway = await openGateway({
    httpServer: port.server,
    domain,
    controlPlaneKey,
    replica,
    onFault,
    addressOf: (socket) => client.addressOf(socket.request),
  })
  teardown.add(gateway.close)
  const { sessions } = gateway
  teardown.add(runRollouts({ domain, sessions, controlPlaneKey, replica, subscribe: live.subscribe, log }))
  teardown.add(runConversions({ ...domain, log }, live.subscribe))
  teardown.add(runPruning({ ...domain, log }))

  const installer = await readInstaller()
  const api = createRoutes({
    services: { ...domain, agents: sessions, controlPlaneKey, subscribe: live.subscribe, publicUrl },
    enrolmentKey: await openEnrolmentKey({ db, sealer }, controlPlaneKey),
    installer,
    rootKey,
    dataDir: config.dataDir,
    metrics,
    log,
  })
  teardown.add(api.close)
  const routes = [...api.routes, ...(await consoleRoutes(withConsole, teardown))]
  port.open({ publicUrl, routes })
  teardown.add(port.shut)
  if (input.withPlayground) {
    const play = { dataDir: config.dataDir, url: port.address, installerDigest: installer.digest, log, progress }
    teardown.add(openPlayground({ ...play, domain, sessions, controlPlaneKey }))
  }
  return {
    address: port.address,
    publicUrl,
    firstAdminLink: await firstAdminLink(domain, publicUrl),
    close: teardown.run,
  }
}

/** A control plane with the wrong root key does not run: it would seal what nobody could open with the right one. */
async function openSealer(config: Config, db: Db): Promise<{ rootKey: Buffer; sealer: Sealer }> {
  const rootKey = config.rootKey ?? (await readOrMakeRootKey(config.dataDir))
  const sealer = createSealer(rootKey)
  try {
    await assertRootKey(db, sealer)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new StartRefusal(`${error.message} Set ROOT_KEY, or put the right key at ${config.dataDir}/root-key.`)
  }
  return { rootKey, sealer }
}

async function consoleRoutes(withConsole: boolean, teardown: Teardown): Promise<Route[]> {
  if (!withConsole) return []
  const guest = await openConsole()
  teardown.add(guest.close)
  return [guest.route]
}

async function firstAdminLink(domain: Pick<DomainContext, "db" | "clock">, publicUrl: string) {
  const { needsFirstAdmin } = await readFirstRun(domain)
  // In the fragment, which no server's and no proxy's log ever sees.
  return needsFirstAdmin ? `${publicUrl}/welcome#code=${await makeFirstAdminCode(domain)}` : undefined
}
