"use client"
import { Anchor, Select } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { useTRPC } from "../../trpc/client.tsx"

type ConvertBetweenProps = {
  shared: string | null
  policy: string | null
  choose: (chosen: { shared?: string; policy?: string }) => void
}

/** Away from which shared Redis, and under which policy on each server. */
export function ConvertBetween({ shared, policy, choose }: ConvertBetweenProps) {
  const trpc = useTRPC()
  const instances = useQuery(trpc.redis.list.queryOptions({ kind: "shared", limit: 200 }))
  const policies = useQuery(trpc.redis.policies.queryOptions())
  const hasNone = policies.data?.items.length === 0
  return (
    <>
      <Select
        label="Away from the shared Redis"
        placeholder={instances.data?.total === 0 ? "none was seen yet" : "choose one"}
        data={(instances.data?.items ?? []).map(({ id, name, host, port }) => ({
          value: id,
          label: name === `${host}:${port}` ? name : `${name}, ${host}:${port}`,
        }))}
        value={shared}
        onChange={(id) => id && choose({ shared: id })}
        allowDeselect={false}
      />
      <Select
        label="Each local Redis follows the policy"
        placeholder={hasNone ? "there is none yet" : "choose one"}
        description={
          hasNone ? (
            <Anchor component={Link} href="/redis/policies" size="sm">
              Make a policy first
            </Anchor>
          ) : null
        }
        data={(policies.data?.items ?? []).map(({ serviceId, name }) => ({ value: serviceId, label: name }))}
        value={policy}
        onChange={(id) => id && choose({ policy: id })}
        allowDeselect={false}
      />
    </>
  )
}
