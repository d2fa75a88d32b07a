import type { DomainContext } from "../context.ts"
import type { Page } from "../paging.ts"
import { findServers } from "./find-servers.ts"
import type { ListServersInput, ServerRowView } from "./schema.ts"
import { serverRowViews } from "./server-view.ts"

/** The rows of the fleet page. */
export async function listServers(
  ctx: Pick<DomainContext, "db">,
  input: ListServersInput,
): Promise<Page<ServerRowView>> {
  const { ids, ...page } = await findServers(ctx.db, input)
  return { items: await serverRowViews(ctx.db, ids), ...page }
}
