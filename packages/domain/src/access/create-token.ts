import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { type CreateTokenInput, ROLES, type TokenCreatedView } from "./schema.ts"
import { hashSecretCode, makeSecretCode } from "./secret-code.ts"
import { tokenView } from "./token-view.ts"

const dayMs = 24 * 3_600_000

/**
 * Makes an API token. It is in the answer and nowhere else.
 * @throws Problem `forbidden` for a role above one's own, `session-required` when a token asks
 */
export async function createToken(
  ctx: Pick<DomainContext, "db" | "clock" | "actor" | "publish">,
  input: CreateTokenInput,
): Promise<TokenCreatedView> {
  const { actor } = ctx
  if (actor.kind === "token" || actor.kind === "agent") throw new Problem("session-required")
  if (ROLES.indexOf(input.role) > ROLES.indexOf(actor.role)) {
    throw new Problem("forbidden", `A token cannot have a role above yours, which is ${actor.role}.`)
  }
  const token = makeSecretCode("sbx_")
  const now = ctx.clock.now()
  const row = await ctx.db.$transaction(async (tx) => {
    const made = await tx.apiToken.create({
      data: {
        name: input.name,
        role: input.role,
        prefix: token.slice(0, 8),
        tokenHash: hashSecretCode(token),
        createdById: actor.kind === "user" ? actor.id : null,
        createdAt: now,
        expiresAt: new Date(now.getTime() + input.expiresInDays * dayMs),
      },
      include: { createdBy: { select: { name: true } } },
    })
    await appendAudit(tx, {
      actor,
      action: "token.create",
      object: { kind: "token", id: made.id, name: made.name },
      result: "done",
      after: { role: made.role, expiresAt: made.expiresAt.toISOString() },
    })
    return made
  })
  ctx.publish({ kind: "access" })
  return { ...tokenView(row), token }
}
