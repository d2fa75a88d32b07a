"use client"
import { Button } from "@mantine/core"
import type { RedisPolicyView } from "@signalbox/domain/redis-policies/schema"
import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { useState } from "react"
import { Card, Page } from "../../design/page.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { useTRPC } from "../../trpc/client.tsx"
import classes from "./policies.module.css"
import { PolicyDialog, type PolicyVerb } from "./policies-dialog.tsx"
import { PolicyEditor } from "./policies-editor.tsx"
import { PolicyServers } from "./policies-servers.tsx"
import { policyWords } from "./policies-words.ts"

/** One policy: what it says, and where it is so. */
export function PolicyPage({ serviceId }: { serviceId: string }) {
  const trpc = useTRPC()
  const policy = useQuery(trpc.redis.policy.queryOptions({ serviceId }))
  if (policy.data) return <KnownPolicy policy={policy.data} />
  return (
    <Page title="Redis policy" way={wayTo("…")}>
      {policy.error ? (
        <ErrorPanel error={policy.error} retry={policy.refetch} />
      ) : (
        <Card flush>
          <RowSkeleton rows={8} />
        </Card>
      )}
    </Page>
  )
}

const wayTo = (name: string) => [{ label: "Redis" }, { label: "Policies", href: "/redis/policies" }, { label: name }]

function KnownPolicy({ policy }: { policy: RedisPolicyView }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [verb, setVerb] = useState<PolicyVerb | null>(null)
  const choose = (serverId: string) =>
    setChosen((before) => {
      const others = [...before].filter((one) => one !== serverId)
      return new Set(before.has(serverId) ? others : [...others, serverId])
    })
  const { may } = policy
  return (
    <Page
      airy
      title={policy.name}
      way={wayTo(policy.name)}
      facts={
        <>
          <span className="mono">{policy.path}</span>
          <span>{policy.unit}</span>
          <span>{policyWords(policy.base.settings)}</span>
        </>
      }
      actions={<Actions policy={policy} act={setVerb} />}
    >
      <div className={classes["stack"]}>
        <Card title="Servers" hint="applied and newest version" flush>
          <PolicyServers policy={policy} {...(may.rollOut && { choosing: { chosen, choose } })} />
          {chosen.size > 0 ? (
            <div className={classes["foot"]}>
              <span>{chosen.size} chosen</span>
              <Button variant="default" size="xs" color="danger" onClick={() => setVerb("remove")}>
                Remove from them
              </Button>
            </div>
          ) : null}
        </Card>
        <PolicyEditor policy={policy} />
      </div>
      {verb ? (
        <PolicyDialog
          policy={policy}
          verb={verb}
          chosen={policy.servers.filter(({ serverId }) => chosen.has(serverId))}
          close={() => setVerb(null)}
        />
      ) : null}
    </Page>
  )
}

function Actions({ policy, act }: { policy: RedisPolicyView; act: (verb: PolicyVerb) => void }) {
  const { serviceId, base, may } = policy
  if (!may.rollOut) return null
  const { hasPassword, isRotating } = base.settings
  return (
    <>
      {hasPassword ? (
        <Button variant="default" onClick={() => act(isRotating ? "finish" : "rotate")}>
          {isRotating ? "Retire the old password" : "Replace the password"}
        </Button>
      ) : null}
      <Button variant="default" onClick={() => act("install")}>
        Install on servers
      </Button>
      <Button component={Link} href={`/rollouts/new?service=${serviceId}`}>
        Plan the rollout
      </Button>
    </>
  )
}
