"use client"
import type { CreateServiceInput } from "@signalbox/domain/services/schema"
import { useMutation, useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { useRouter } from "next/navigation"
import { useMemo, useState } from "react"
import { Card, Page } from "../../design/page.tsx"
import { EmptyState, RowSkeleton } from "../../design/states.tsx"
import { useSearch } from "../../design/use-search.ts"
import { useTRPC, useTRPCClient } from "../../trpc/client.tsx"
import { type PickedServer, ServerPicker } from "../servers/server-picker.tsx"
import { useHasRole } from "../shell/me.tsx"
import { type DefinitionDraft, EMPTY_DEFINITION, rowId } from "./definition-draft.ts"
import { DefinitionEditor } from "./definition-editor.tsx"

/** Describes a service, where the reader may. */
export function NewService() {
  if (useHasRole("operator")) return <Describe />
  return (
    <Page title="New service" way={WAY}>
      <Card>
        <EmptyState title="Your role may look at services, but not make them">
          An operator or an admin describes a new one. <Link href="/services">Go to the services</Link>
        </EmptyState>
      </Card>
    </Page>
  )
}

const WAY = [{ label: "Services", href: "/services" }, { label: "New" }]

/** Coming from a server, what its host policy permits is filled in. */
function Describe() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const router = useRouter()
  const [params] = useSearch()
  const from = params.get("server")
  const source = useQuery(trpc.servers.get.queryOptions({ serverId: from ?? "" }, { enabled: from !== null }))
  const [chosen, setChosen] = useState<PickedServer[] | null>(null)
  // Until somebody chooses, it is the server that one came from.
  const picked = chosen ?? (source.data ? [{ id: source.data.id, name: source.data.name }] : [])
  const create = useMutation({
    mutationFn: async (definition: CreateServiceInput) => {
      const service = await client.services.create.mutate(definition)
      const serverIds = picked.map(({ id }) => id)
      if (serverIds.length > 0) await client.services.assign.mutate({ serviceId: service.id, serverIds })
      return service
    },
    onSuccess: (service) => router.push(`/services/${service.id}`),
  })
  const initial = useMemo(() => draftFromPolicy(source.data?.policy), [source.data?.policy])
  if (from && source.isPending)
    return (
      <Page title="New service" way={WAY}>
        <Card flush>
          <RowSkeleton />
        </Card>
      </Page>
    )
  return (
    <Page
      airy
      title="New service"
      way={WAY}
      facts={from && source.data?.policy?.env[0] ? `Begun from what ${source.data.name} permits.` : null}
    >
      <DefinitionEditor
        initial={initial}
        save={(definition) => create.mutate(definition)}
        isBusy={create.isPending || create.isSuccess}
        error={create.error}
        button="Make the service"
      >
        <Card title="Where it runs" hint="can be changed later">
          <ServerPicker label="Servers" picked={picked} pick={setChosen} />
        </Card>
      </DefinitionEditor>
    </Page>
  )
}

type Policy = { env: { path: string; owner: string; group: string; modes: string[]; units: string[] }[] }

function draftFromPolicy(policy: Policy | null | undefined): DefinitionDraft {
  const entry = policy?.env[0]
  if (!entry) return EMPTY_DEFINITION
  return {
    ...EMPTY_DEFINITION,
    envPath: entry.path,
    envOwner: entry.owner,
    envGroup: entry.group,
    envMode: entry.modes[0] ?? "0600",
    units: entry.units.map((name) => ({ id: rowId(), name })),
    checks: entry.units.map((unit) => ({ id: rowId(), kind: "unit-active", fields: { unit, forMs: 10_000 } })),
  }
}
