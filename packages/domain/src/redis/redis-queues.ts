import type { QueueFacts } from "@signalbox/protocol/redis"
import type { z } from "zod"
import type { DomainContext } from "../context.ts"
import type { Page } from "../paging.ts"
import { instanceIds } from "./instance-ids.ts"
import { headOf, type KnownInstance, readInstances } from "./instance-views.ts"
import { pageOf } from "./page-of.ts"
import type { RedisQueueRowView, RedisQueuesInput } from "./schema.ts"

/** Queues as they were last seen, by instance. @throws Problem `not-found`, `invalid-input` for a cursor that this list did not give */
export async function redisQueues(
  { db, clock }: Pick<DomainContext, "db" | "clock">,
  input: z.infer<typeof RedisQueuesInput>,
): Promise<Page<RedisQueueRowView>> {
  const ids = await instanceIds(db, input.instanceId)
  const known = await readInstances(db, { instanceIds: ids, now: clock.now() })
  return pageOf(known.flatMap(queueRowViews), keyOf, input)
}

export function queueRowViews({ row, seen }: KnownInstance): RedisQueueRowView[] {
  const { id, name, kind, server } = headOf(row)
  return (seen?.look.queues ?? []).map((queue) => ({
    ...{ instanceId: id, instanceName: name, instanceKind: kind, server },
    asOf: seen?.at.toISOString() ?? "",
    queue,
  }))
}

function keyOf({ instanceName, server, instanceId, queue }: RedisQueueRowView): string {
  return JSON.stringify([instanceName, server?.name ?? "", instanceId, queue.kind, queue.db, placeIn(queue)])
}

function placeIn(queue: QueueFacts): string {
  return queue.kind === "celery" ? queue.keyPrefix : `${queue.prefix}:${queue.name}`
}
