import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import type { Actor } from "./schema.ts"
import { hashSecretCode, makeSecretCode } from "./secret-code.ts"

const lifeMs = 24 * 3_600_000
/** Whoever can run commands on the control plane's machine. */
export const machineActor: Actor = { kind: "system", id: null, name: "this machine", role: "admin", address: null }

/**
 * Makes the one-time code by which its holder becomes an admin. It is told on the machine itself and nowhere else. Earlier codes
 * that nobody used end here.
 */
export async function makeFirstAdminCode(ctx: Pick<DomainContext, "db" | "clock">): Promise<string> {
  const code = makeSecretCode("sbl_")
  const now = ctx.clock.now()
  await ctx.db.$transaction(async (tx) => {
    await tx.firstAdminLink.deleteMany({ where: { usedAt: null } })
    const expiresAt = new Date(now.getTime() + lifeMs)
    await tx.firstAdminLink.create({ data: { tokenHash: hashSecretCode(code), createdAt: now, expiresAt } })
    await appendAudit(tx, {
      actor: machineActor,
      action: "user.link-admin",
      object: { kind: "user", id: null, name: "first admin" },
      result: "done",
      after: { expiresAt: expiresAt.toISOString() },
    })
  })
  return code
}
