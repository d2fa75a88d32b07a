"use client"
import { Button } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import type { RedisPolicyView } from "@signalbox/domain/redis-policies/schema"
import { useQuery } from "@tanstack/react-query"
import { Database, Plus } from "lucide-react"
import Link from "next/link"
import { Card, Page } from "../../design/page.tsx"
import { EmptyState, ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { useHasRole } from "../shell/me.tsx"
import { NewPolicy } from "./policies-new.tsx"
import { PolicyServers } from "./policies-servers.tsx"
import { policyWords } from "./policies-words.ts"
import { RedisTabs } from "./redis-tabs.tsx"

const WAY = [{ label: "Redis", href: "/redis" }, { label: "Policies" }]

/** What each local Redis shall be, and where it is so. */
export function Policies() {
  const trpc = useTRPC()
  const list = useQuery(trpc.redis.policies.queryOptions())
  const isOperator = useHasRole("operator")
  const [isOpen, create] = useDisclosure(false)
  return (
    <Page
      title="Redis policies"
      way={WAY}
      facts={list.data ? count(list.data.items.length, "policy", "policies") : null}
      actions={
        isOperator ? (
          <Button leftSection={<Plus />} onClick={create.open}>
            New policy
          </Button>
        ) : null
      }
    >
      <RedisTabs />
      {list.error ? <ErrorPanel error={list.error} retry={list.refetch} /> : null}
      {list.isPending ? (
        <Card flush>
          <RowSkeleton />
        </Card>
      ) : null}
      {list.data?.items.length === 0 ? (
        <Card>
          <EmptyState icon={<Database size={28} strokeWidth={1.5} />} title="No Redis policy yet">
            A policy says what a local Redis shall be: memory, what happens when it is full, password. It is installed
            on the servers that you choose, in a rollout like any other.
          </EmptyState>
        </Card>
      ) : null}
      {list.data?.items.map((policy) => (
        <PolicyCard key={policy.serviceId} policy={policy} />
      ))}
      {isOpen ? <NewPolicy close={create.close} /> : null}
    </Page>
  )
}

function PolicyCard({ policy }: { policy: RedisPolicyView }) {
  return (
    <Card
      title={
        <Link href={`/redis/policies/${policy.serviceId}`} className={table["name"]}>
          {policy.name}
        </Link>
      }
      hint={policyWords(policy.base.settings)}
      flush
    >
      <PolicyServers policy={policy} />
    </Card>
  )
}
