// Who asks: from the browser session that the sign-in vouches for, or from an API token.
import type { DomainContext } from "../context.ts"
import { type Actor, ROLES, type Role } from "./schema.ts"
import { hashSecretCode } from "./secret-code.ts"

/** However busy: after this a person signs in again. */
export const SESSION_MAX_MS = 7 * 24 * 3_600_000
const noteUseEveryMs = 60_000

export type Credentials = {
  /** The value behind `Authorization: Bearer`. It wins over a session. */
  bearer?: string | undefined
  sessionId?: string | undefined
  address: string | null
}

export type Authenticated = { actor: Actor; sessionId: string | null }

/** Null for nobody: no, unknown, expired, revoked and disabled look alike from outside. */
export async function authenticate(
  ctx: Pick<DomainContext, "db" | "clock">,
  { bearer, sessionId, address }: Credentials,
): Promise<Authenticated | null> {
  if (bearer !== undefined) return fromToken(ctx, bearer, address)
  if (sessionId !== undefined) return fromSession(ctx, sessionId, address)
  return null
}

async function fromSession({ db, clock }: Pick<DomainContext, "db" | "clock">, id: string, address: string | null) {
  const session = await db.session.findUnique({ where: { id }, include: { user: true } })
  const now = clock.now().getTime()
  if (!session || session.expiresAt.getTime() <= now || now - session.createdAt.getTime() >= SESSION_MAX_MS) return null
  const { user } = session
  if (user.disabledAt) return null
  const actor: Actor = { kind: "user", id: user.id, name: user.name, role: user.role, address }
  return { actor, sessionId: session.id }
}

async function fromToken({ db, clock }: Pick<DomainContext, "db" | "clock">, bearer: string, address: string | null) {
  const token = await db.apiToken.findUnique({
    where: { tokenHash: hashSecretCode(bearer) },
    include: { createdBy: true },
  })
  const now = clock.now()
  if (!token || token.revokedAt || token.expiresAt <= now || token.createdBy?.disabledAt) return null
  if (now.getTime() - (token.lastUsedAt?.getTime() ?? 0) > noteUseEveryMs) {
    await db.apiToken.update({ where: { id: token.id }, data: { lastUsedAt: now } })
  }
  const role = token.createdBy ? lower(token.role, token.createdBy.role) : token.role
  const actor: Actor = { kind: "token", id: token.id, name: token.name, role, address }
  return { actor, sessionId: null }
}

/** A token never has more than its maker has today. */
function lower(a: Role, b: Role): Role {
  return ROLES.indexOf(a) < ROLES.indexOf(b) ? a : b
}
