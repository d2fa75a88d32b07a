import type { Actor } from "../access/schema.ts"
import type { ServiceView } from "./schema.ts"

/** What the asker may do with a service, so that the console hides what would be refused. */
export function servicePolicy(actor: Pick<Actor, "role">): ServiceView["may"] {
  const operates = actor.role !== "viewer"
  return { update: operates, remove: operates, edit: operates, rollOut: operates }
}
