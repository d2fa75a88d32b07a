// The one way into the audit log, in the transaction of what it tells: both come true or neither does.
import type { Tx } from "@signalbox/prisma/client"
import type { Actor } from "../access/schema.ts"
import { storable } from "../storable.ts"
import { entryHash, GENESIS_HASH } from "./entry-hash.ts"
import { type AuditFacts, EnvFacts } from "./facts.ts"

export type AuditResult = "done" | "refused" | "failed"
type AuditObject<Kind extends string> = { kind: Kind; id: string | null; name: string }
type ObjectKind =
  | "server"
  | "service"
  | "rollout"
  | "conversion"
  | "redis"
  | "check"
  | "enrolment"
  | "user"
  | "invitation"
  | "session"
  | "token"
  | "control-plane"

export type AuditInput = {
  actor: Actor
  /** `subject.verb`, such as `service.create`. */
  action: `${string}.${string}`
  serverId?: string | null
  result: AuditResult
  reason?: string
} & (
  | { object: AuditObject<ObjectKind>; before?: AuditFacts; after?: AuditFacts }
  | { object: AuditObject<"env">; before?: EnvFacts; after?: EnvFacts }
)

/** Any number that nothing else locks. */
const CHAIN_LOCK = 7_216_554_310n

/**
 * Appends an entry to the chain. Call it last in the transaction: from here to the commit no other entry can be made.
 * If it throws, so must the transaction: what is not in the log did not happen.
 * @returns the number of the entry, gapless from 1
 */
export async function appendAudit(tx: Pick<Tx, "$executeRaw" | "$queryRaw" | "auditEntry">, input: AuditInput) {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${CHAIN_LOCK})`
  // Read after the lock, by a statement of its own: it sees what the holder before committed. The database's clock is the one that
  // all replicas share.
  const [now] = await tx.$queryRaw<[{ at: Date }]>`SELECT date_trunc('milliseconds', clock_timestamp()) AS at`
  const head = await tx.auditEntry.findFirst({ orderBy: { seq: "desc" }, select: { seq: true, hash: true } })
  // Hashed as the database gives it back: half of a surrogate pair in a note would break the chain for ever.
  const entry = { seq: (head?.seq ?? 0) + 1, at: now.at, ...(storable(columns(input)) as ReturnType<typeof columns>) }
  const prevHash = new Uint8Array(head?.hash ?? GENESIS_HASH)
  const hash = entryHash(prevHash, { ...entry, before: entry.before ?? null, after: entry.after ?? null })
  await tx.auditEntry.create({ data: { ...entry, prevHash, hash } })
  return entry.seq
}

function columns({ actor, action, object, serverId, result, reason, before, after }: AuditInput) {
  const facts = { before: fieldsOf(before), after: fieldsOf(after) }
  return {
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    action,
    result,
    objectKind: object.kind,
    objectId: object.id,
    objectName: object.name,
    serverId: serverId ?? null,
    address: actor.address,
    reason: reason ?? null,
    ...(facts.before && { before: facts.before }),
    ...(facts.after && { after: facts.after }),
  }
}

function fieldsOf(facts: AuditFacts | EnvFacts | undefined) {
  const fields = facts instanceof EnvFacts ? facts.fields : facts
  // A copy, as Prisma's type of JSON wants what may be written to.
  return fields && (structuredClone(fields) as { [field: string]: JsonFact })
}

type JsonFact = string | number | boolean | null | JsonFact[] | { [field: string]: JsonFact }
