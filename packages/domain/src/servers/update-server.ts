import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { isUniqueViolation } from "../unique-violation.ts"
import { getServer } from "./get-server.ts"
import type { ServerView, UpdateServerInput } from "./schema.ts"

/**
 * Gives a server another name, or other labels in place of all that it had.
 * @throws Problem `not-found`, `already-exists`
 */
export async function updateServer(
  ctx: Pick<DomainContext, "db" | "actor" | "publish">,
  input: UpdateServerInput,
): Promise<ServerView> {
  const { serverId, name, labels } = input
  try {
    await ctx.db.$transaction(async (tx) => {
      const before = await tx.server.findFirst({ where: { id: serverId, removedAt: null }, include: { labels: true } })
      if (!before) throw new Problem("not-found", "There is no such server.")
      if (name !== undefined) await tx.server.update({ where: { id: serverId }, data: { name } })
      if (labels !== undefined) {
        await tx.label.deleteMany({ where: { serverId } })
        await tx.label.createMany({ data: Object.entries(labels).map(([key, value]) => ({ serverId, key, value })) })
      }
      const labelsBefore = Object.fromEntries(before.labels.map(({ key, value }) => [key, value]))
      await appendAudit(tx, {
        actor: ctx.actor,
        action: "server.update",
        result: "done",
        object: { kind: "server", id: serverId, name: name ?? before.name },
        serverId,
        before: { name: before.name, labels: labelsBefore },
        after: { name: name ?? before.name, labels: labels ?? labelsBefore },
      })
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw new Problem("already-exists", `There is another server called ${name}.`)
    throw error
  }
  ctx.publish({ kind: "server", serverId })
  return getServer(ctx, { serverId })
}
