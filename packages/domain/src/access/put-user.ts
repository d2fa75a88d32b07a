import { randomUUID } from "node:crypto"
import type { Tx } from "@signalbox/prisma/client"
import type { Role } from "./schema.ts"

type NewUser = { name: string; email: string; role: Role; passwordHash: string }

/** Writes a user with a password, in the form in which the sign-in expects them. */
export async function putUser(tx: Tx, { passwordHash, ...user }: NewUser): Promise<{ id: string; name: string }> {
  const id = randomUUID()
  const account = { id: randomUUID(), accountId: id, providerId: "credential", password: passwordHash }
  return tx.user.create({
    data: { id, ...user, accounts: { create: account } },
    select: { id: true, name: true },
  })
}
