import type { Actor } from "../access/schema.ts"
import type { ServerView } from "./schema.ts"

/** What the asker may do to a server, so that the console hides what would be refused. */
export function serverPolicy(actor: Pick<Actor, "role">): ServerView["may"] {
  const administers = actor.role === "admin"
  return { update: actor.role !== "viewer", revoke: administers, remove: administers }
}
