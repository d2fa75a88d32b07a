import type { RedisFacts, RedisFinding } from "@signalbox/protocol/redis"
import type { z } from "zod"
import type { DomainContext } from "../context.ts"
import type { Page } from "../paging.ts"
import { instanceIds } from "./instance-ids.ts"
import { headOf, type KnownInstance, readInstances } from "./instance-views.ts"
import { pageOf } from "./page-of.ts"
import type { RedisFindingRowView, RedisFixOffer, RedisLintInput } from "./schema.ts"

const SEVERITIES = ["danger", "warning", "note"] as const
const LIMIT_STEP_BYTES = 512 * 1_048_576

/** What is wrong, the worst first. @throws Problem `not-found`, `invalid-input` for a cursor that this list did not give */
export async function redisLint(
  { db, clock }: Pick<DomainContext, "db" | "clock">,
  input: z.infer<typeof RedisLintInput>,
): Promise<Page<RedisFindingRowView>> {
  const ids = await instanceIds(db, input.instanceId)
  const known = await readInstances(db, { instanceIds: ids, now: clock.now() })
  return pageOf(known.flatMap(findingRowViews), keyOf, input)
}

export function findingRowViews({ row, seen, findings, policy }: KnownInstance): RedisFindingRowView[] {
  const { id, name, kind, server } = headOf(row)
  return findings.map((finding) => ({
    ...finding,
    ...{ instanceId: id, instanceName: name, instanceKind: kind, server },
    asOf: seen?.at.toISOString() ?? "",
    offer: offerFor(finding, policy, seen?.look.facts ?? null),
  }))
}

/** What the policy could say instead; null where the instance is under none, or where no setting of it would help. */
function offerFor(
  { id }: RedisFinding,
  policy: KnownInstance["policy"],
  facts: RedisFacts | null,
): RedisFixOffer | null {
  const change = FIXES[id]?.(facts)
  if (!policy || !change) return null
  return { serviceId: policy.serviceId, serviceName: policy.serviceName, changes: [change] }
}

type Change = RedisFixOffer["changes"][number]

const FIXES: Readonly<Record<string, ((facts: RedisFacts | null) => Change) | undefined>> = {
  "evicts-jobs": () => ({ key: "MAXMEMORY_POLICY", value: "noeviction" }),
  "no-persistence": () => ({ key: "APPENDONLY", value: "yes" }),
  "no-maxmemory": (facts) => ({ key: "MAXMEMORY", value: `${limitFor(facts?.memory.usedBytes ?? 0) / 1_048_576}mb` }),
}

/** Never below what is in use already: that would refuse writes from the moment on. */
function limitFor(usedBytes: number): number {
  return Math.max(1, Math.ceil((2 * usedBytes) / LIMIT_STEP_BYTES)) * LIMIT_STEP_BYTES
}

function keyOf({ severity, instanceName, server, instanceId, id }: RedisFindingRowView): string {
  return JSON.stringify([SEVERITIES.indexOf(severity), instanceName, server?.name ?? "", instanceId, id])
}
