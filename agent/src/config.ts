// The only reader of process.env in the agent.
import { join } from "node:path"
import { z } from "zod"

const Folder = z.string().regex(/^\//, "must be an absolute path")

const Env = z.object({
  SIGNALBOX_AGENT_CONFIG_DIR: Folder.default("/etc/signalbox-agent"),
  SIGNALBOX_AGENT_STATE_DIR: Folder.default("/var/lib/signalbox-agent"),
  SIGNALBOX_AGENT_POLICY: Folder.default("/etc/signalbox/policy.json"),
  /** Folder of a playground: its programs are run instead of the machine's units, and nothing outside it is touched. */
  SIGNALBOX_AGENT_PLAYGROUND: Folder.optional(),
  /** Longest wait before the first connect, so that many servers that boot together do not arrive together. */
  SIGNALBOX_AGENT_FIRST_WAIT_MS: z.coerce.number().int().min(0).max(60_000).default(3_000),
  /** From one look at each Redis to the next; keys are walked once in twenty. */
  SIGNALBOX_AGENT_WATCH_MS: z.coerce.number().int().min(200).max(3_600_000).default(15_000),
  SIGNALBOX_AGENT_SOCKETS_REPORT: Folder.default("/run/signalbox-sockets/report.json"),
  SIGNALBOX_AGENT_WATCHED: Folder.default("/run/signalbox-agent/watched.json"),
})

export type AgentConfig = {
  /** Identity and key; only root may look in. */
  configDir: string
  /** What the agent remembers: one folder for each server id that it ever had. */
  stateDir: string
  policyPath: string
  /** Folder of the playground; undefined on a real server. */
  playground: string | undefined
  firstWaitMs: number
  watchEveryMs: number
  /** File in which `watch-sockets` leaves what it saw. */
  socketsReportPath: string
  /** File in which the agent leaves what it saw last of each Redis. */
  watchedPath: string
}

/** @throws Error that names every setting that is wrong */
export function readConfig(env: NodeJS.ProcessEnv = process.env): AgentConfig {
  const parsed = Env.safeParse(env)
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; "))
  }
  const { data } = parsed
  return {
    configDir: data.SIGNALBOX_AGENT_CONFIG_DIR,
    stateDir: data.SIGNALBOX_AGENT_STATE_DIR,
    policyPath: data.SIGNALBOX_AGENT_POLICY,
    playground: data.SIGNALBOX_AGENT_PLAYGROUND,
    firstWaitMs: data.SIGNALBOX_AGENT_FIRST_WAIT_MS,
    watchEveryMs: data.SIGNALBOX_AGENT_WATCH_MS,
    watchedPath: data.SIGNALBOX_AGENT_WATCHED,
    socketsReportPath: data.SIGNALBOX_AGENT_SOCKETS_REPORT,
  }
}

/** A server id has its own folder: a machine that is enrolled anew inherits neither journal nor sequence numbers. */
export function serverStateDir(config: Pick<AgentConfig, "stateDir">, serverId: string): string {
  return join(config.stateDir, serverId)
}
