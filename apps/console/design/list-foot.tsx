"use client"
import { Button } from "@mantine/core"
import { count } from "./words.ts"

type ListFootProps = {
  shown: number
  total: number
  thing: [one: string, many: string]
  more: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}

/** How much of a list is in sight, and the rest of it. */
export function ListFoot({ shown, total, thing, more }: ListFootProps) {
  return (
    <div style={{ display: "flex", alignItems: "center", justifyContent: "flex-end", gap: 12, fontSize: 12 }}>
      <span className="dim">
        {shown < total ? `${shown.toLocaleString("en")} of ${count(total, ...thing)}` : count(total, ...thing)}
      </span>
      {more.hasNextPage ? (
        <Button variant="default" size="xs" loading={more.isFetchingNextPage} onClick={() => void more.fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </div>
  )
}
