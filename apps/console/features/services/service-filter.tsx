"use client"
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { FilterPick } from "../../design/filter-pick.tsx"
import { useTRPC } from "../../trpc/client.tsx"

const SHOWN = 20

/** Filters by one service, however many are described. */
export function ServiceFilter({ value, change }: { value: string | undefined; change: (id?: string) => void }) {
  const trpc = useTRPC()
  const [text, setText] = useState("")
  const found = useQuery(
    trpc.services.list.queryOptions({ limit: SHOWN, ...(text ? { text } : {}) }, { placeholderData: keepPreviousData }),
  )
  const chosen = useQuery(trpc.services.get.queryOptions(value ? { serviceId: value } : skipToken))
  const items = found.data?.items ?? []
  return (
    <FilterPick
      word="Service"
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
