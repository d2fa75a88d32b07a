// Rollouts on real PostgreSQL, driven by an engine that is killed with -9 and started again. What took effect is counted at the agents,
// what was stored in the database: the engine's own word is taken for nothing.
import { type ChildProcess, fork } from "node:child_process"
import { randomUUID } from "node:crypto"
import { createWorld, type World } from "@signalbox/domain/rollouts/testing/world"
import { Problem } from "@signalbox/protocol/problem"
import { bundleOf } from "./bundle.ts"
import type { DieAt, FromEngine, ToEngine } from "./engine-process.ts"

export type Killed = {
  kills: number
  /** Targets that ended in no named state, or another one than the agent's. */
  unknown: number
  /** Effects of commands beyond one each. */
  doubles: number
  /** Targets whose change never took effect. */
  lost: number
  /** Results stored more than once: audit entries beyond one for each command. */
  storedTwice: number
  /** From the last start to the end of the rollout, in milliseconds. */
  convergeMs: number
}

export type KillPlan = { servers: number; batchSize: number; kills: number; dieAt: DieAt | null }

/** Longer than any row allows: what has not ended by then counts as it stands. */
const GIVEN_UP_AFTER_MS = 60_000

/** One rollout over so many servers, its engine killed so often. */
export async function rollOutUnderKills({ servers, batchSize, kills, dieAt }: KillPlan): Promise<Killed> {
  const w = await createWorld({ isLive: true })
  try {
    const serverIds: string[] = []
    for (let n = 0; n < servers; n++) serverIds.push(await w.addServer(`web-${n}`))
    const serviceId = await w.addService(serverIds)
    await w.addVersions(serviceId, serverIds, (id) => `NAME=${id}\n`)
    const { rolloutId } = await w.start(serviceId, serverIds, { canary: 1, batchSize })
    const killed: Killed = { kills: 0, unknown: 0, doubles: 0, lost: 0, storedTwice: 0, convergeMs: 0 }
    const isEnded = async () =>
      (await w.ctx.db.rollout.findUniqueOrThrow({ where: { id: rolloutId } })).state === "finished"
    let isStuck = false
    while (killed.kills < kills && !isStuck && !(await isEnded())) {
      const engine = await startEngine(w, { serverIds, dieAt })
      if (dieAt === null) await Promise.race([engine.exited, pass(Math.random() * 120)])
      // It dies by itself, unless it never gets to where it should.
      else isStuck = !(await isWithin(GIVEN_UP_AFTER_MS, Promise.race([engine.exited, w.until(isEnded)])))
      engine.kill()
      await engine.exited
      killed.kills++
    }
    const started = performance.now()
    const last = await startEngine(w, { serverIds, dieAt: null })
    await isWithin(GIVEN_UP_AFTER_MS, w.until(isEnded))
    killed.convergeMs = performance.now() - started
    last.kill()
    await last.exited
    await count(w, rolloutId, killed)
    return killed
  } finally {
    await w.close()
  }
}

function isWithin(ms: number, event: Promise<void>): Promise<boolean> {
  return Promise.race([event.then(() => true), pass(ms).then(() => false)])
}

/** For the random moment at which a process is killed, where nothing can be waited for, and for giving up. */
function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}

async function count(w: World, rolloutId: string, killed: Killed): Promise<void> {
  const targets = await w.ctx.db.rolloutTarget.findMany({ where: { rolloutId } })
  const entries = await w.ctx.db.auditEntry.findMany({ where: { action: "rollout.target-applied" } })
  for (const target of targets) {
    const agent = w.agents.of(target.serverId)
    const isSame = target.state === "applied" && agent.disk === `NAME=${target.serverId}\n`
    if (!isSame) killed.unknown++
    if (agent.effects.length === 0) killed.lost++
    killed.doubles += Math.max(0, agent.effects.length - 1)
    killed.storedTwice += Math.max(0, entries.filter((entry) => entry.serverId === target.serverId).length - 1)
  }
}

async function startEngine(w: World, { serverIds, dieAt }: { serverIds: string[]; dieAt: DieAt | null }) {
  const child = fork(await bundleOf("e2e/faults/engine-process.ts"), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  })
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const stored = new Map<string, (isStored: boolean) => void>()
  const ready = Promise.withResolvers<void>()
  w.agents.onFinished = (serverId, finished) =>
    new Promise((resolve, reject) => {
      const id = randomUUID()
      stored.set(id, (isStored) => (isStored ? resolve() : reject(new Error("not stored"))))
      // Of a promise, not of the event: what the engine sent before it was killed may be read after its exit.
      void exited.then(() => reject(new Error("killed")))
      send(child, { kind: "finished", id, serverId, finished })
    })
  child.on("message", (message: FromEngine) => {
    if (message.kind === "request") void answer(w, child, message)
    if (message.kind === "stored") stored.get(message.id)?.(message.isStored)
    if (message.kind === "ready") ready.resolve()
    if (message.kind === "moved") w.ctx.publish({ kind: "resync" })
  })
  send(child, { kind: "begin", url: w.url, ...w.keys, serverIds, dieAt })
  await Promise.race([ready.promise, exited])
  // The agents connect again and send what was not stored.
  for (const serverId of serverIds) void w.agents.flush(serverId)
  return { exited, kill: () => child.kill("SIGKILL") }
}

async function answer(w: World, child: ChildProcess, request: Extract<FromEngine, { kind: "request" }>): Promise<void> {
  const { id, serverId, message } = request
  const problem = await w.agents.request(serverId, "change.begin", message as never).then(
    () => null,
    (error: unknown) =>
      error instanceof Problem
        ? { code: error.code, message: error.message }
        : { code: "internal" as const, message: "" },
  )
  send(child, { kind: "answer", id, problem })
}

function send(child: ChildProcess, message: ToEngine): void {
  if (child.connected) child.send(message, () => {})
}
