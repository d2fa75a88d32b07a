"use client"
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { FilterPick } from "../../design/filter-pick.tsx"
import { useTRPC } from "../../trpc/client.tsx"

const SHOWN = 20

/** Filters by one server of the fleet, however many there are. */
export function ServerFilter({ value, change }: { value: string | undefined; change: (id?: string) => void }) {
  const trpc = useTRPC()
  const [text, setText] = useState("")
  const found = useQuery(
    trpc.servers.brief.queryOptions({ limit: SHOWN, ...(text ? { text } : {}) }, { placeholderData: keepPreviousData }),
  )
  const chosen = useQuery(trpc.servers.get.queryOptions(value ? { serverId: value } : skipToken))
  const items = found.data?.items ?? []
  return (
    <FilterPick
      word="Server"
      chosen={chosen.data?.name}
      value={value}
      options={items.map(({ id, name }) => ({ value: id, label: name }))}
      more={(found.data?.total ?? 0) - items.length}
      typed={text}
      type={setText}
      change={change}
    />
  )
}
