"use client"
import type { EnvServerView, EnvView } from "@signalbox/domain/env/schema"
import type { ServiceView } from "@signalbox/domain/services/schema"
import { useQuery } from "@tanstack/react-query"
import { useDeferredValue, useMemo } from "react"
import { useTRPC } from "../../trpc/client.tsx"
import { type AssertionOutcome, assertionOutcomes, serverValues } from "./assertion-results.ts"
import { BASE, type Draft, originOf, type PlaceId, textOf } from "./draft.ts"
import { changedRows, type KeyRow, keyRows } from "./effective.ts"
import { type Findings, findingsOf } from "./findings.ts"

type Question = { env: EnvView; service: ServiceView; draft: Draft; server: EnvServerView | undefined }

export type Looked = ReturnType<typeof useLooked>

/** What is known of the draft at this moment; it may be a breath behind the typing. */
export function useLooked({ env, service, draft, server }: Question) {
  const seen = useDeferredValue(draft)
  const policy = useHostPolicy(server)
  const deniedKeys = policy?.deniedKeys
  const findings = useMemo(() => {
    const places = new Set<PlaceId>([BASE, ...(server ? [server.serverId] : []), ...seen.keys()])
    return new Map<PlaceId, Findings>(
      [...places].map((place) => {
        const text = textOf(env, seen, place)
        const original = originOf(env, seen, place)?.text ?? ""
        const about = { text, original, secretKeys: env.secretKeys, dialects: service.dialects }
        return [place, findingsOf(about, deniedKeys ?? [])]
      }),
    )
  }, [env, service, seen, server, deniedKeys])
  const rows = useMemo(
    () => new Map(env.servers.map((one) => [one.serverId, rowsOf({ env, service, draft: seen, server: one })])),
    [env, service, seen],
  )
  const outcomes = useMemo(() => outcomesOf({ env, service, draft: seen }), [env, service, seen])
  return { findings, rows, outcomes, policy }
}

function rowsOf({ env, service, draft, server }: Question & { server: EnvServerView }) {
  const all = keyRows({ env, draft, server, dialects: service.dialects })
  return { all, changed: changedRows(all) } satisfies { all: KeyRow[]; changed: KeyRow[] }
}

/** Server id → one outcome per assertion. */
function outcomesOf({ env, service, draft }: Omit<Question, "server">): ReadonlyMap<string, AssertionOutcome[]> {
  const values = serverValues(env, draft, service.dialects[0] ?? "systemd")
  return new Map(
    env.servers.map(({ serverId }) => [serverId, assertionOutcomes(service.assertions, values, { ...env, serverId })]),
  )
}

function useHostPolicy(server: EnvServerView | undefined) {
  const trpc = useTRPC()
  const found = useQuery(
    trpc.servers.get.queryOptions({ serverId: server?.serverId ?? "" }, { enabled: server !== undefined }),
  )
  return found.data?.policy
}
