// Builds the agent from its parts, runs it until it is told to stop, and takes it down in reverse.
import { once } from "node:events"
import { join } from "node:path"
import { DIALECTS, readEnv } from "@signalbox/env-file/dialects"
import { AGENT_VERSION } from "./agent-version.ts"
import { type Changes, openChanges } from "./changes/commands.ts"
import { type AgentConfig, serverStateDir } from "./config.ts"
import { systemClock } from "./host/clock.ts"
import { openEnvFiles } from "./host/files/env-files.ts"
import { type ObserveContext, observeHost, unitNames } from "./host/observe.ts"
import { openPlayground } from "./host/units/playground.ts"
import type { Supervisor } from "./host/units/supervisor.ts"
import { openSystemd } from "./host/units/systemd.ts"
import { readVitals } from "./host/vitals.ts"
import { readIdentity } from "./identity.ts"
import { type Link, openLink } from "./link/link.ts"
import { createStatusFile } from "./link/status-file.ts"
import { loadPolicy } from "./policy.ts"
import { createRequestHandlers } from "./request-handlers.ts"
import { type RedisWatch, type RedisWatchInput, watchRedis } from "./watch/watch-redis.ts"

/**
 * Runs until SIGTERM or SIGINT. A change that is under way then is finished first.
 * @throws Error when this server is not enrolled; Problem when its state belongs to another agent or is damaged
 */
export async function runAgent(config: AgentConfig): Promise<void> {
  const identity = await readIdentity(config.configDir)
  if (!identity) throw new Error("This server is not enrolled: paste the line from the console.")
  const stopping = untilToldToStop(config)
  const stateDir = serverStateDir(config, identity.serverId)
  const files = openEnvFiles(config.playground === undefined ? {} : { root: config.playground })
  const supervisor = openSupervisor(config, stateDir)
  const host: ObserveContext = { policyPath: config.policyPath, supervisor, files, clock: systemClock }

  let link: Link | undefined
  const watch = openWatch(config, { files, tell: async (name, message) => (await link?.tell(name, message)) ?? false })
  const changes = await openChanges({
    stateDir,
    policyPath: config.policyPath,
    supervisor,
    files,
    controlPlaneKey: identity.controlPlaneKey,
    serverId: identity.serverId,
    ownPaths: [config.configDir],
    onProgress: (progress) => link?.progress(progress),
    onFinished: () => {
      link?.finished()
      watch?.lookNow()
    },
  })
  link = openLink({
    identity,
    stateDir,
    agentVersion: AGENT_VERSION,
    firstWaitMs: config.firstWaitMs,
    handlers: createRequestHandlers({ changes, host, supervisor, watch }),
    changes,
    observe: () => observeHost(host, changes.openCommands()),
    sampleVitals: () => readVitals(systemClock.now()),
    onState: createStatusFile(stateDir),
  })
  const activity = supervisor.followActivity(
    () => unitNames(loadPolicy(config.policyPath)),
    () => link?.changed(),
  )

  await stopping
  activity.close()
  await watch?.close()
  await stopAll({ link, changes, supervisor })
}

/** In a playground we are somebody's child, and go when our parent does, however it went: our stdin ends with it. */
function untilToldToStop(config: AgentConfig): Promise<unknown> {
  const signals = [once(process, "SIGTERM"), once(process, "SIGINT")]
  if (config.playground === undefined) return Promise.race(signals)
  process.stdin.resume()
  return Promise.race([...signals, once(process.stdin, "close")]).finally(() => process.stdin.destroy())
}

async function stopAll(parts: { link: Link; changes: Changes; supervisor: Supervisor }): Promise<void> {
  // The change under way goes first: its result may still find the link up.
  await parts.changes.close()
  await parts.link.stop()
  await parts.supervisor.close()
}

/** Not in a playground: what its env files call their Redis may be the one that this machine works with. */
function openWatch(config: AgentConfig, parts: Pick<RedisWatchInput, "files" | "tell">): RedisWatch | undefined {
  if (config.playground !== undefined) return undefined
  const { policyPath, watchEveryMs: everyMs, socketsReportPath, watchedPath } = config
  return watchRedis({ ...parts, policyPath, everyMs, socketsReportPath, watchedPath, now: systemClock.now })
}

function openSupervisor(config: AgentConfig, stateDir: string): Supervisor {
  const { playground } = config
  const guardianCommand = [...guardianProgram(), "--state", stateDir]
  if (playground === undefined) return openSystemd({ guardianCommand })
  return openPlayground({
    folder: playground,
    readEnv: (text) => readEnv(text, DIALECTS[0] ?? "systemd").values,
    now: systemClock.monotonic,
    guardianCommand: [...guardianCommand, "--root", playground],
  })
}

/** Installed, the starter that brings the runtime's libraries along; from source, the file beside this one. */
function guardianProgram(): string[] {
  const isSource = import.meta.filename.endsWith(".ts")
  if (isSource) return [process.execPath, join(import.meta.dirname, "guardian.ts")]
  return [join(import.meta.dirname, "signalbox-agent"), "guardian"]
}
