// Sessions and tokens belong to somebody: what a role may do to its own it must not do to another's.
import type { Answer } from "./browser.ts"
import type { TestServer } from "./start-test-server.ts"

/** Viewers and operators, who are no admins, try to see and to end what is somebody else's. Names each way that succeeded. */
export async function reachForOthersThings(server: TestServer): Promise<{ attempts: number; reached: string[] }> {
  const owner = await server.signIn("viewer")
  const made = await owner.mutate("access.tokens.create", { name: "theirs", role: "viewer", expiresInDays: 1 })
  if (made.status !== 200) throw new Error(`the owner got no token: ${made.text}`)
  const session = await server.db.session.findFirstOrThrow({ where: { userId: owner.userId } })
  const token = await server.db.apiToken.findFirstOrThrow({ where: { createdById: owner.userId } })
  const reached: string[] = []
  let attempts = 0
  for (const role of ["viewer", "operator"] as const) {
    const other = await server.signIn(role)
    const note = (what: string, { hasReached }: { hasReached: boolean }) => {
      attempts += 1
      if (hasReached) reached.push(`${role}: ${what}`)
    }
    note("saw the session", { hasReached: shows(await other.query("access.sessions.list"), session.id) })
    note("saw the token", { hasReached: shows(await other.query("access.tokens.list", {}), token.id) })
    await other.mutate("access.tokens.revoke", { tokenId: token.id })
    note("ended the token", {
      hasReached: (await server.db.apiToken.findUniqueOrThrow({ where: { id: token.id } })).revokedAt !== null,
    })
    await other.mutate("access.sessions.end", { sessionId: session.id })
    note("ended the session", {
      hasReached: (await server.db.session.findUnique({ where: { id: session.id } })) === null,
    })
  }
  return { attempts, reached }
}

/** An answer without any list shows nothing, and proves nothing: a caller sees their own. */
function shows(answer: Answer, id: string): boolean {
  if (answer.status !== 200) throw new Error(`the list was refused: ${answer.text}`)
  return answer.text.includes(id)
}
