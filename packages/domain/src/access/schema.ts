import { z } from "zod"
import { PageInput } from "../paging.ts"
import { plainText } from "../plain-text.ts"

export const ROLES = ["viewer", "operator", "admin"] as const
export const Role = z.enum(ROLES)
export type Role = z.infer<typeof Role>

export const Email = z.email().max(254).toLowerCase()
export const PersonName = plainText(80).trim().min(1)
export const Password = z.string().min(12, "must have at least 12 characters").max(200)

/** Who asks. `address` is the peer's, behind trusted proxies the one that they name. */
export type Actor = {
  kind: "user" | "token" | "agent" | "system"
  id: string | null
  name: string
  role: Role
  address: string | null
}

/** Whether this control plane still waits for its first admin. */
export type FirstRunView = { needsFirstAdmin: boolean }
export const ClaimFirstAdminInput = z.strictObject({
  code: z.string().max(200),
  name: PersonName,
  email: Email,
  password: Password,
})
export type ClaimFirstAdminInput = z.infer<typeof ClaimFirstAdminInput>

export type MeView = {
  id: string
  kind: "user" | "token"
  name: string
  email: string | null
  role: Role
  version: string
}

export type UserView = {
  id: string
  name: string
  email: string
  role: Role
  isDisabled: boolean
  createdAt: string
  lastSeenAt: string | null
  sessions: number
}
export const ListUsersInput = PageInput
export const ChangeRoleInput = z.strictObject({ userId: plainText(64), role: Role })
export const DisableUserInput = z.strictObject({ userId: plainText(64), isDisabled: z.boolean() })
export const ChangePasswordInput = z.strictObject({ current: z.string().max(200), next: Password })

export const InviteUserInput = z.strictObject({ email: Email, role: Role })
export type InvitationView = { id: string; email: string; role: Role; createdAt: string; expiresAt: string }
/** The link is shown once. */
export type InvitationCreatedView = InvitationView & { link: string }
export const AcceptInvitationInput = z.strictObject({ code: z.string().max(200), name: PersonName, password: Password })
export const RevokeInvitationInput = z.strictObject({ invitationId: z.uuid() })

export const CreateTokenInput = z.strictObject({
  name: plainText(80).trim().min(1),
  role: Role,
  expiresInDays: z.number().int().min(1).max(365),
})
export type CreateTokenInput = z.infer<typeof CreateTokenInput>
export type TokenView = {
  id: string
  name: string
  prefix: string
  role: Role
  createdBy: string
  createdAt: string
  expiresAt: string
  lastUsedAt: string | null
  revokedAt: string | null
}
/** `token` is shown once and kept nowhere. */
export type TokenCreatedView = TokenView & { token: string }
export const RevokeTokenInput = z.strictObject({ tokenId: z.uuid() })

export type SessionView = {
  id: string
  userId: string
  userName: string
  address: string | null
  userAgent: string | null
  createdAt: string
  expiresAt: string
  isCurrent: boolean
}
export const EndSessionInput = z.strictObject({ sessionId: plainText(64) })
