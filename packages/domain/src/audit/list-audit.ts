import type { Db } from "@signalbox/prisma/client"
import { z } from "zod"
import { decodeCursor, encodeCursor } from "../cursor.ts"
import type { Page } from "../paging.ts"
import type { AuditEntryView, ListAuditInput } from "./schema.ts"

type Row = Awaited<ReturnType<Db["auditEntry"]["findMany"]>>[number]
type Where = NonNullable<NonNullable<Parameters<Db["auditEntry"]["findMany"]>[0]>["where"]>

/** Entries, newest first. */
export async function listAudit(
  ctx: { db: Pick<Db, "auditEntry" | "server"> },
  input: ListAuditInput,
): Promise<Page<AuditEntryView>> {
  const before = decodeCursor(input.cursor, z.number().int())
  const where = filter(input)
  const [rows, total] = await Promise.all([
    ctx.db.auditEntry.findMany({
      where: before === undefined ? where : { AND: [where, { seq: { lt: before } }] },
      orderBy: { seq: "desc" },
      take: input.limit + 1,
    }),
    ctx.db.auditEntry.count({ where }),
  ])
  const shown = rows.slice(0, input.limit)
  const last = rows.length > input.limit ? shown.at(-1) : undefined
  const names = await serverNames(ctx.db, shown)
  return {
    items: shown.map((row) => auditEntryView(row, names)),
    total,
    ...(last && { nextCursor: encodeCursor(last.seq) }),
  }
}

function filter(input: ListAuditInput): Where {
  const { seq, actor, action, objectKind, objectId, serverId, result, text, since, until } = input
  const has = (part: string) => ({ contains: part, mode: "insensitive" as const })
  return {
    ...(seq !== undefined && { seq }),
    ...(action !== undefined && { action }),
    ...(objectKind !== undefined && { objectKind }),
    ...(objectId !== undefined && { objectId }),
    ...(serverId !== undefined && { serverId }),
    ...(result !== undefined && { result }),
    at: { ...(since !== undefined && { gte: since }), ...(until !== undefined && { lte: until }) },
    AND: [
      ...(actor === undefined ? [] : [{ OR: [{ actorId: actor }, { actorName: has(actor) }] }]),
      ...(text === undefined
        ? []
        : [{ OR: ["objectName", "actorName", "action", "reason"].map((column) => ({ [column]: has(text) })) }]),
    ],
  }
}

async function serverNames(db: Pick<Db, "server">, rows: Row[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap((row) => row.serverId ?? []))]
  if (ids.length === 0) return new Map()
  const servers = await db.server.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  return new Map(servers.map((server) => [server.id, server.name]))
}

function auditEntryView(row: Row, names: Map<string, string>): AuditEntryView {
  const name = row.serverId === null ? undefined : names.get(row.serverId)
  return {
    seq: row.seq,
    at: row.at.toISOString(),
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    action: row.action,
    result: row.result as AuditEntryView["result"],
    object: { kind: row.objectKind, id: row.objectId, name: row.objectName },
    server: row.serverId !== null && name !== undefined ? { id: row.serverId, name } : null,
    address: row.address,
    reason: row.reason,
    before: row.before as AuditEntryView["before"],
    after: row.after as AuditEntryView["after"],
    hash: Buffer.from(row.hash).toString("hex"),
  }
}
