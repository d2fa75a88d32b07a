// A control plane's rollout engine in a process of its own, to be killed with -9. Agents live with the parent, at the other end of the
// IPC channel; nothing else is shared but the database. Started by engine-rig.ts.
import { createPrivateKey, randomUUID, sign } from "node:crypto"
import { setImmediate } from "node:timers/promises"
import { recordFinished } from "@signalbox/domain/rollouts/record-finished"
import { startRolloutEngine } from "@signalbox/domain/rollouts/rollout-engine"
import { createSealer } from "@signalbox/domain/sealing/sealer"
import { openDatabase } from "@signalbox/prisma/client"
import type { ChangeFinished } from "@signalbox/protocol/change"
import { Problem, type ProblemCode } from "@signalbox/protocol/problem"

export type DieAt = "before-send" | "before-store" | "after-store" | "after-answer"
export type ToEngine =
  | { kind: "begin"; url: string; rootKey: string; privateKey: string; serverIds: string[]; dieAt: DieAt | null }
  | { kind: "answer"; id: string; problem: { code: ProblemCode; message: string } | null }
  | { kind: "finished"; id: string; serverId: string; finished: ChangeFinished }
export type FromEngine =
  | { kind: "ready" }
  | { kind: "moved" }
  | { kind: "request"; id: string; serverId: string; name: string; message: unknown }
  | { kind: "stored"; id: string; isStored: boolean }

const answers = new Map<string, (answer: Extract<ToEngine, { kind: "answer" }>) => void>()
const tell = (message: FromEngine, then?: () => void) => process.send?.(message, undefined, undefined, then)
const die = () => process.kill(process.pid, "SIGKILL")

process.once("message", (begin: Extract<ToEngine, { kind: "begin" }>) => void run(begin))

async function run({
  url,
  rootKey,
  privateKey,
  serverIds,
  dieAt,
}: Extract<ToEngine, { kind: "begin" }>): Promise<void> {
  const key = createPrivateKey(privateKey)
  const ctx = {
    db: openDatabase(url, { poolMax: 5 }).db,
    sealer: createSealer(Buffer.from(rootKey, "base64")),
    clock: { now: () => new Date() },
    publish(event: { kind: string }) {
      if (event.kind === "rollout") engine.wake()
      tell({ kind: "moved" })
    },
  }
  process.on("message", (message: ToEngine) => {
    if (message.kind === "answer") answers.get(message.id)?.(message)
    if (message.kind === "finished") void store(message)
  })
  async function store({ id, serverId, finished }: Extract<ToEngine, { kind: "finished" }>): Promise<void> {
    if (dieAt === "before-store") die()
    if (dieAt === "after-answer") await whenTaken(finished.commandId)
    const isStored = await recordFinished(ctx, serverId, finished).then(
      () => true,
      () => false,
    )
    if (dieAt === "after-store") die()
    tell({ kind: "stored", id, isStored }, dieAt === "after-answer" ? die : undefined)
  }
  /** A command that was not noted as taken is sent again, and its result then comes again: that would heal what is asked for here. */
  async function whenTaken(id: string): Promise<void> {
    while ((await ctx.db.command.findUniqueOrThrow({ where: { id } })).state === "sent") await setImmediate()
  }
  const engine = startRolloutEngine({
    ...ctx,
    agents: { isOnline: () => true, request },
    signCommand: (text) => sign(null, Buffer.from(text), key),
    replicaId: "killed",
    log: { error: (fields) => process.stderr.write(`${String(fields["err" as never])}\n`) },
    tickMs: 50,
  })
  async function request(serverId: string, name: string, message: unknown): Promise<never> {
    if (dieAt === "before-send") die()
    const id = randomUUID()
    const answered = new Promise<Extract<ToEngine, { kind: "answer" }>>((resolve) => answers.set(id, resolve))
    tell({ kind: "request", id, serverId, name, message })
    const { problem } = await answered
    if (problem) throw new Problem(problem.code, problem.message)
    return {} as never
  }
  for (const serverId of serverIds) await engine.onAgentConnected(serverId)
  tell({ kind: "ready" })
}
