import type { z } from "zod"
import type { DomainContext } from "../context.ts"
import type { Page } from "../paging.ts"
import { listServices } from "../services/list-services.ts"
import { getRedisPolicy } from "./get-redis-policy.ts"
import type { ListRedisPoliciesInput, RedisPolicyRowView } from "./schema.ts"

/** By name. @throws Problem `invalid-input` for a cursor that this list did not give */
export async function listRedisPolicies(
  ctx: Pick<DomainContext, "db" | "sealer" | "actor">,
  input: z.infer<typeof ListRedisPoliciesInput>,
): Promise<Page<RedisPolicyRowView>> {
  const page = await listServices(ctx, { ...input, kind: "redis" })
  const policies = await Promise.all(page.items.map(({ id }) => getRedisPolicy(ctx, { serviceId: id })))
  const items = policies.map(({ onServers: _, advice: __, may: ___, baseRevision: ____, ...row }) => row)
  return { ...page, items }
}
