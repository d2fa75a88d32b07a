// For who has no server yet: this machine becomes one, with an agent that may touch nothing but the playground in the data folder.
import { existsSync } from "node:fs"
import { join } from "node:path"
import type { DomainContext } from "@signalbox/domain/context"
import { importEnv } from "@signalbox/domain/env/import-env"
import { SYSTEM_ACTOR } from "@signalbox/domain/rollouts/system-actor"
import type { AgentSessions } from "@signalbox/domain/servers/agent-sessions"
import type { ControlPlaneKey } from "@signalbox/domain/servers/control-plane-key"
import { createEnrolment } from "@signalbox/domain/servers/create-enrolment"
import { assignService } from "@signalbox/domain/services/assign-service"
import { createService } from "@signalbox/domain/services/create-service"
import { enrolPlaygroundAgent, runPlaygroundAgent } from "./agent-process.ts"
import { type PlaygroundFiles, pointPlaygroundAt, preparePlayground } from "./files.ts"

const SERVER_NAME = "playground"
const CONNECT_WITHIN_MS = 30_000

export type PlaygroundInput = {
  dataDir: string
  /** Where this process listens, for an agent on the same machine. */
  url: string
  domain: Omit<DomainContext, "actor" | "agents">
  sessions: AgentSessions
  controlPlaneKey: ControlPlaneKey
  installerDigest: string
  onLog: (line: string) => void
}

/**
 * Runs the playground's agent if there is one; makes the playground first when there is no server at all. Call it once requests are
 * answered, for the agent enrols over HTTP as any other does.
 * @returns undefined where there is nothing to play with: other servers are enrolled, or the playground was removed
 */
export async function startPlayground(input: PlaygroundInput): Promise<{ stop(): Promise<void> } | undefined> {
  const isEnrolled = existsSync(join(input.dataDir, "playground", "config", "identity.json"))
  if (isEnrolled ? !(await isStillWanted(input)) : (await input.domain.db.server.count()) > 0) return undefined
  const files = await preparePlayground(input.dataDir)
  if (isEnrolled) await pointPlaygroundAt(files, input.url)
  else await enrolThisMachine(input, files)
  const connected = untilConnected(input.sessions)
  const agent = runPlaygroundAgent({ files, onLog: input.onLog })
  try {
    await describeGreeter(input, files, connected)
  } catch (error) {
    await agent.stop()
    throw error
  }
  return agent
}

async function isStillWanted({ domain }: PlaygroundInput): Promise<boolean> {
  return (await domain.db.server.count({ where: { name: SERVER_NAME, removedAt: null, revokedAt: null } })) > 0
}

async function enrolThisMachine(input: PlaygroundInput, files: PlaygroundFiles): Promise<void> {
  const { domain, controlPlaneKey, installerDigest, url, onLog } = input
  const ctx = { ...domain, actor: SYSTEM_ACTOR, controlPlaneKey, installerDigest, publicUrl: url }
  const labels = { role: "playground" }
  const { token, keyFingerprint } = await createEnrolment(ctx, {
    serverName: SERVER_NAME,
    labels,
    policy: files.policy,
  })
  await enrolPlaygroundAgent({ files, onLog }, { url, keyFingerprint, token })
}

/** The service of the playground, with what is on disk as its first version. Once it is there it is the operator's. */
async function describeGreeter(
  input: PlaygroundInput,
  files: PlaygroundFiles,
  connected: Promise<void>,
): Promise<void> {
  const { domain, sessions } = input
  if ((await domain.db.service.count()) > 0) return
  const server = await domain.db.server.findFirst({ where: { name: SERVER_NAME, removedAt: null } })
  if (!server) return
  await connected
  const ctx = { ...domain, actor: SYSTEM_ACTOR, agents: sessions }
  const service = await createService(ctx, files.service)
  await assignService(ctx, { serviceId: service.id, serverIds: [server.id] })
  await importEnv(ctx, { serviceId: service.id, serverId: server.id })
}

/** @throws Error when nobody comes in time; where nobody waits for it, that is nobody's concern */
function untilConnected(sessions: AgentSessions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(() => reject(new Error("The playground's agent did not connect.")), CONNECT_WITHIN_MS)
  const forget = sessions.onConnected(() => resolve())
  const settle = () => {
    clearTimeout(timer)
    forget()
  }
  promise.then(settle, settle)
  return promise
}
