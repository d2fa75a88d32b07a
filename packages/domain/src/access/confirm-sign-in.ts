import type { DomainContext } from "../context.ts"

/** The hash that a person's password has now; undefined for who has none. */
export async function readPasswordHash({ db }: Pick<DomainContext, "db">, email: string): Promise<string | undefined> {
  const account = await db.account.findFirst({ where: { providerId: "credential", user: { email } } })
  return account?.password ?? undefined
}

/**
 * Checking a password takes a while, and it may be changed meanwhile: then the session that the old one opened is ended again, for
 * the change ended only those that it saw.
 * @param signIn the session's token, and the hash that was there before the password was checked
 * @returns whether the session stands
 */
export async function confirmSignIn(
  { db }: Pick<DomainContext, "db">,
  { token, hashBefore }: { token: string; hashBefore: string | undefined },
): Promise<boolean> {
  return db.$transaction(async (tx) => {
    // Waits for a change under way; one that begins after it sees the session and ends it.
    const [account] = await tx.$queryRaw<{ password: string | null }[]>`
      SELECT a.password FROM "Account" a JOIN "Session" s ON s."userId" = a."userId"
      WHERE s.token = ${token} AND a."providerId" = 'credential' FOR SHARE OF a`
    if (account && account.password === hashBefore) return true
    await tx.session.deleteMany({ where: { token } })
    return false
  })
}
