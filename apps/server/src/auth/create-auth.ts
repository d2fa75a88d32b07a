// Browser sessions by better-auth. Only its signing in, signing out and reading of sessions are used: people are made by our own
// use cases, and no other route of it is reachable (auth-routes.ts).
import { hkdfSync } from "node:crypto"
import type { Actor } from "@signalbox/domain/access/schema"
import { appendAudit } from "@signalbox/domain/audit/append-audit"
import type { DomainContext } from "@signalbox/domain/context"
import type { Db } from "@signalbox/prisma/client"
import { betterAuth } from "better-auth"
import { prismaAdapter } from "better-auth/adapters/prisma"
import { APIError } from "better-auth/api"

/** Header in which we hand the client's address over; one that came from outside is dropped before. */
export const addressHeader = "x-signalbox-address"

/** Signed out after this long without a request. */
export const SESSION_IDLE_S = 12 * 3_600
const refreshAfterS = 5 * 60

export type AuthInput = Pick<DomainContext, "db" | "publish"> & {
  publicUrl: string
  rootKey: Buffer
  /** Told what goes wrong inside. */
  onFault: (message: string) => void
}

export type Auth = ReturnType<typeof createAuth>

export function createAuth({ db, publish, publicUrl, rootKey, onFault }: AuthInput) {
  return betterAuth({
    appName: "Signalbox",
    baseURL: publicUrl,
    basePath: "/api/auth",
    secret: Buffer.from(hkdfSync("sha256", rootKey, "", "signalbox session cookies", 32)).toString("base64url"),
    database: prismaAdapter(db, { provider: "postgresql", transaction: false }),
    telemetry: { enabled: false },
    // Its log would name people who mistype their password.
    logger: { level: "error", log: (_level, message) => onFault(message) },
    emailAndPassword: { enabled: true, disableSignUp: true, maxPasswordLength: 200 },
    user: { additionalFields: { role: { type: "string", input: false } } },
    session: { expiresIn: SESSION_IDLE_S, updateAge: refreshAfterS, cookieCache: { enabled: false } },
    // Attempts are counted by limit-attempts.ts, for each address and for each account.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: "signalbox",
      useSecureCookies: publicUrl.startsWith("https:"),
      defaultCookieAttributes: { sameSite: "lax", httpOnly: true },
      ipAddress: { ipAddressHeaders: [addressHeader], ipv6Subnet: 128 },
    },
    // same-origin.ts has checked the Origin before; this lets better-auth come to the same answer.
    trustedOrigins: (request) => [publicUrl, request?.headers.get("origin")],
    databaseHooks: {
      session: {
        create: {
          before: (session) => refuseDisabled(db, session.userId),
          after: async (session) => {
            await recordSignIn(db, session)
            publish({ kind: "access" })
          },
        },
      },
    },
  })
}

async function refuseDisabled(db: Db, userId: string): Promise<void> {
  const user = await db.user.findUnique({ where: { id: userId } })
  if (!user || user.disabledAt) throw new APIError("UNAUTHORIZED", { message: "Invalid email or password" })
}

async function recordSignIn(db: Db, session: { id: string; userId: string; ipAddress?: string | null | undefined }) {
  try {
    await db.$transaction(async (tx) => {
      const user = await tx.user.findUniqueOrThrow({ where: { id: session.userId } })
      const actor: Actor = {
        kind: "user",
        id: user.id,
        name: user.name,
        role: user.role,
        address: session.ipAddress || null,
      }
      const object = { kind: "session" as const, id: session.id, name: user.name }
      await appendAudit(tx, { actor, action: "session.begin", object, result: "done" })
    })
  } catch (error) {
    // What is not in the audit log did not happen.
    await db.session.deleteMany({ where: { id: session.id } })
    throw error
  }
}
