// Keeps rollouts moving. All that it knows stands in PostgreSQL: it may be killed at any point, and another one, here or on another
// replica, goes on from what is written.
import type { Db } from "@signalbox/prisma/client"
import type { AgentPort, Clock } from "../context.ts"
import type { LiveEvent } from "../events/schema.ts"
import type { Sealer } from "../sealing/sealer.ts"
import { type Delivered, deliverCommands, hurryCommands } from "./deliver-commands.ts"
import { driveRollouts } from "./drive-rollouts.ts"
import type { SignCommand } from "./write-command.ts"

export type EngineOptions = {
  db: Db
  sealer: Sealer
  clock: Clock
  publish: (event: LiveEvent) => void
  agents: AgentPort
  /** Ed25519 by the control plane's key. */
  signCommand: SignCommand
  /** Names the holder of a lease; unique among replicas. */
  replicaId: string
  log: { error(fields: object, text: string): void }
  /** How often it looks without being woken, in milliseconds. */
  tickMs?: number
}

export type RolloutEngine = {
  /** Something changed: it looks at once. Cheap, and safe to call at any rate. */
  wake(): void
  /** A server has come back: it hears of its commands at once. */
  onAgentConnected(serverId: string): Promise<void>
  /** Sends nothing more, and resolves once every answer that is awaited has come or its time has passed. */
  stop(): Promise<void>
}

const TICK_MS = 1_000

export function startRolloutEngine(options: EngineOptions): RolloutEngine {
  const inFlight = new Set<Promise<void>>()
  const driver = createLoop(options, drive)
  const deliverer = createLoop(options, deliver)

  async function drive(): Promise<void> {
    for (const { rolloutId, serviceId } of await driveRollouts(options)) {
      options.publish({ kind: "rollout", rolloutId, serviceId })
      deliverer.wake()
    }
  }
  async function deliver(): Promise<void> {
    for (const delivery of await deliverCommands(options)) {
      const noted = delivery.then(noteDelivery, (error: unknown) => {
        options.log.error({ err: error }, "the answer to a command could not be noted; it will be sent again")
      })
      inFlight.add(noted)
      void noted.then(() => inFlight.delete(noted))
    }
  }
  function noteDelivery({ rolloutId, serviceId, outcome }: Delivered): void {
    if (outcome === "again") return
    options.publish({ kind: "rollout", rolloutId, serviceId })
    driver.wake()
    deliverer.wake()
  }

  const timer = setInterval(() => {
    driver.wake()
    deliverer.wake()
  }, options.tickMs ?? TICK_MS)
  driver.wake()
  deliverer.wake()
  return {
    wake() {
      driver.wake()
      deliverer.wake()
    },
    async onAgentConnected(serverId) {
      await hurryCommands(options, serverId)
      deliverer.wake()
    },
    async stop() {
      clearInterval(timer)
      await Promise.all([driver.stop(), deliverer.stop()])
      await Promise.all(inFlight)
    },
  }
}

type Loop = { wake(): void; stop(): Promise<void> }

/** Runs the work whenever woken, one run at a time; woken during a run, it runs once more. A run that fails is tried at the next tick. */
function createLoop({ log }: Pick<EngineOptions, "log">, work: () => Promise<void>): Loop {
  let isWoken = false
  let isStopped = false
  let running: Promise<void> | undefined
  async function run(): Promise<void> {
    while (isWoken && !isStopped) {
      isWoken = false
      try {
        await work()
      } catch (error) {
        log.error({ err: error }, "rollouts could not be moved on; trying again shortly")
      }
    }
    running = undefined
  }
  return {
    wake() {
      isWoken = true
      if (!isStopped) running ??= run()
    },
    async stop() {
      isStopped = true
      await running
    },
  }
}
