"use client"
import { Button } from "@mantine/core"
import { Plus } from "lucide-react"
import type { ReactNode } from "react"
import { Page } from "../../design/page.tsx"
import { useSearch } from "../../design/use-search.ts"
import { ConvertButton } from "../conversions/convert-button.tsx"
import { useHasRole } from "../shell/me.tsx"
import { AddShared } from "./add-shared.tsx"
import { RedisTabs } from "./redis-tabs.tsx"

type RedisFrameProps = {
  /** Of the tab; the map has none of its own. */
  name?: string
  facts?: ReactNode
  children: ReactNode
}

/** Head and tabs of every page about Redis. `?add=shared` opens the form wherever one is. */
export function RedisFrame({ name, facts, children }: RedisFrameProps) {
  const [params, setSearch] = useSearch()
  const mayAdd = useHasRole("operator")
  return (
    <Page
      title={name ? `${name} · Redis` : "Redis"}
      heading="Redis"
      way={name ? [{ label: "Redis", href: "/redis" }, { label: name }] : [{ label: "Redis" }]}
      facts={facts}
      actions={
        mayAdd ? (
          <>
            <Button variant="default" leftSection={<Plus />} onClick={() => setSearch({ add: "shared" })}>
              Add a shared Redis
            </Button>
            <ConvertButton />
          </>
        ) : null
      }
    >
      <RedisTabs />
      {children}
      <AddShared opened={mayAdd && params.get("add") === "shared"} close={() => setSearch({ add: undefined })} />
    </Page>
  )
}
