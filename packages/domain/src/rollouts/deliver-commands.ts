// Sends written commands to the servers that are connected, again and again until they are taken or their time has passed. A server takes
// a command once however often it hears of it, so a crash between sending and noting the answer costs one more message and nothing else.
import type { Db } from "@signalbox/prisma/client"
import { REQUEST_TIMEOUT_MS } from "@signalbox/protocol/limits"
import { Problem, type ProblemCode } from "@signalbox/protocol/problem"
import type { AgentPort, Clock } from "../context.ts"
import type { Sealer } from "../sealing/sealer.ts"
import { acceptCommand, refuseCommand } from "./accept-command.ts"
import { payloadContext } from "./write-command.ts"

export type DeliverContext = { db: Db; sealer: Sealer; clock: Clock; agents: AgentPort }
/** What came of one command: `again` when the server could not be asked, or was busy. */
export type Delivered = { rolloutId: string; serviceId: string; outcome: "taken" | "refused" | "again" }

const SENT_AT_ONCE_MAX = 50
const BACKOFF_MS = 1_000
const BACKOFF_MS_MAX = 30_000

/** The server could not be asked, or is busy: it may take the command later. Anything else is its last word. */
const ASK_AGAIN: ReadonlySet<ProblemCode> = new Set([
  "agent-busy",
  "handshake-expected",
  "internal",
  "no-answer",
  "server-offline",
  "too-many-attempts",
])

/** Sends what is due. One promise for each command: a server that is slow to answer holds up nobody else. */
export async function deliverCommands(ctx: DeliverContext): Promise<Promise<Delivered>[]> {
  return (await claimDue(ctx)).map((command) => deliver(ctx, command))
}

/** A server that has come back hears of its commands at once. */
export async function hurryCommands(ctx: Pick<DeliverContext, "db" | "clock">, serverId: string): Promise<void> {
  const where = { serverId, state: { in: ["queued" as const, "sent" as const] } }
  await ctx.db.command.updateMany({ where, data: { nextAttemptAt: ctx.clock.now() } })
}

type Claimed = Awaited<ReturnType<typeof claimDue>>[number]

/**
 * Takes commands for sending: of each connected server the one with the lowest number that was not taken yet, so that no server hears
 * of n+1 before n. Never of a revoked, locked or removed server. Whoever claims one has it for the time of a request.
 */
async function claimDue({ db, agents, clock }: DeliverContext) {
  const at = clock.now()
  const waiting = await db.command.findMany({
    where: { state: { in: ["queued", "sent"] }, nextAttemptAt: { lte: at }, expiresAt: { gt: at } },
    distinct: ["serverId"],
    select: { serverId: true },
  })
  const online = waiting.map((command) => command.serverId).filter((serverId) => agents.isOnline(serverId))
  if (online.length === 0) return []
  const until = new Date(at.getTime() + REQUEST_TIMEOUT_MS + BACKOFF_MS)
  const claimed = await db.$queryRaw<{ id: string }[]>`
    UPDATE "Command" SET "state" = 'sent', "attempts" = "attempts" + 1, "nextAttemptAt" = ${until}
    WHERE "id" IN (
      SELECT c."id" FROM "Command" c JOIN "Server" s ON s."id" = c."serverId"
      WHERE c."state" IN ('queued', 'sent') AND c."nextAttemptAt" <= ${at} AND c."expiresAt" > ${at}
        AND c."serverId" = ANY (${online}::uuid[])
        AND s."revokedAt" IS NULL AND s."lockedReason" IS NULL AND s."removedAt" IS NULL
        AND NOT EXISTS (
          SELECT 1 FROM "Command" e
          WHERE e."serverId" = c."serverId" AND e."seq" < c."seq" AND e."state" IN ('queued', 'sent')
        )
      ORDER BY c."createdAt" LIMIT ${SENT_AT_ONCE_MAX}
      FOR UPDATE OF c SKIP LOCKED
    )
    RETURNING "id"`
  return db.command.findMany({
    where: { id: { in: claimed.map((command) => command.id) } },
    include: { target: { select: { rolloutId: true, rollout: { select: { serviceId: true } } } } },
  })
}

async function deliver(ctx: DeliverContext, command: Claimed): Promise<Delivered> {
  const rolloutId = command.target?.rolloutId ?? ""
  const serviceId = command.target?.rollout.serviceId ?? ""
  const sent = { id: command.id, rolloutId }
  try {
    await ctx.agents.request(command.serverId, "change.begin", wireCommand(ctx, command))
  } catch (error) {
    const problem = error instanceof Problem ? error : new Problem("internal", undefined, { cause: error })
    if (ASK_AGAIN.has(problem.code)) {
      await putOff(ctx, command)
      return { rolloutId, serviceId, outcome: "again" }
    }
    await refuseCommand(ctx, sent, problem)
    return { rolloutId, serviceId, outcome: "refused" }
  }
  await acceptCommand(ctx, sent)
  return { rolloutId, serviceId, outcome: "taken" }
}

function wireCommand(ctx: DeliverContext, command: Claimed) {
  return {
    id: command.id,
    serverId: command.serverId,
    seq: command.seq,
    kind: "change" as const,
    payload: ctx.sealer.open(command.sealedPayload, payloadContext(command.id)).toString(),
    payloadHash: Buffer.from(command.payloadHash).toString("hex"),
    // The agent counts from receipt: it gets what is left.
    ttlMs: Math.max(1_000, command.expiresAt.getTime() - ctx.clock.now().getTime()),
    signature: Buffer.from(command.signature).toString("base64"),
  }
}

/** Doubling waits with jitter, so that many servers do not ask at one moment. */
async function putOff({ db, clock }: DeliverContext, command: Claimed): Promise<void> {
  const waitMs = Math.min(BACKOFF_MS_MAX, BACKOFF_MS * 2 ** Math.min(command.attempts - 1, 10))
  const nextAttemptAt = new Date(clock.now().getTime() + waitMs * (0.5 + Math.random() / 2))
  await db.command.updateMany({ where: { id: command.id, state: "sent" }, data: { nextAttemptAt } })
}
