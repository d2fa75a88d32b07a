// Connects the rollout engine with what it must hear of: agents that come, report and finish, and people who start or stop something.
import type { DomainContext } from "@signalbox/domain/context"
import type { LiveEvents } from "@signalbox/domain/events/live-events"
import { recordFinished } from "@signalbox/domain/rollouts/record-finished"
import { recordProgress } from "@signalbox/domain/rollouts/record-progress"
import { startRolloutEngine } from "@signalbox/domain/rollouts/rollout-engine"
import type { AgentSessions } from "@signalbox/domain/servers/agent-sessions"
import type { ControlPlaneKey } from "@signalbox/domain/servers/control-plane-key"
import type { Logger } from "pino"

type RunInput = {
  domain: Pick<DomainContext, "db" | "sealer" | "clock" | "publish">
  sessions: AgentSessions
  controlPlaneKey: Pick<ControlPlaneKey, "sign">
  replica: string
  subscribe: LiveEvents["subscribe"]
  log: Pick<Logger, "error">
}

/** Starts it; the returned function stops it and waits for what is under way. */
export function runRollouts({
  domain,
  sessions,
  controlPlaneKey,
  replica,
  subscribe,
  log,
}: RunInput): () => Promise<void> {
  const engine = startRolloutEngine({
    ...domain,
    agents: sessions,
    signCommand: (text) => Buffer.from(controlPlaneKey.sign(text), "base64"),
    replicaId: replica,
    log,
  })
  const leave = [
    sessions.onConnected(({ serverId }) => engine.onAgentConnected(serverId)),
    sessions.onProgress((serverId, progress) => recordProgress(domain, serverId, progress)),
    sessions.onFinished(async (serverId, finished) => {
      await recordFinished(domain, serverId, finished)
      engine.wake()
    }),
  ]
  const stop = new AbortController()
  const listening = wakeOnRollouts(subscribe(stop.signal), engine.wake)
  return async () => {
    stop.abort()
    await listening
    await engine.stop()
    for (const one of leave) one()
  }
}

async function wakeOnRollouts(events: ReturnType<LiveEvents["subscribe"]>, wake: () => void): Promise<void> {
  for await (const event of events) if (event.kind === "rollout") wake()
}
