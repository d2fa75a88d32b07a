import type { DomainContext } from "../context.ts"
import type { MeView } from "./schema.ts"

/** Who one is signed in as, and which version answers. */
export async function readMe(ctx: Pick<DomainContext, "db" | "actor"> & { version: string }): Promise<MeView> {
  const { actor } = ctx
  const id = actor.id ?? actor.kind
  const user = actor.kind === "user" ? await ctx.db.user.findUnique({ where: { id } }) : null
  return {
    id,
    kind: actor.kind === "user" ? "user" : "token",
    name: actor.name,
    email: user?.email ?? null,
    role: actor.role,
    version: ctx.version,
  }
}
