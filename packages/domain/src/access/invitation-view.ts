import type { InvitationView, Role } from "./schema.ts"

type Row = { id: string; email: string; role: Role; createdAt: Date; expiresAt: Date }

export function invitationView({ id, email, role, createdAt, expiresAt }: Row): InvitationView {
  return { id, email, role, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() }
}
