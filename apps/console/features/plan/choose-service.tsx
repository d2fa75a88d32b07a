"use client"
import { Button } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { ChevronRight } from "lucide-react"
import Link from "next/link"
import type { Crumb } from "../../design/crumbs.tsx"
import { Status } from "../../design/lamp.tsx"
import { Card, Page } from "../../design/page.tsx"
import { EmptyState, ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import classes from "./plan.module.css"

/** A rollout is of one service: which? Those with something to roll out come first. */
export function ChooseService({ way }: { way: Crumb[] }) {
  const trpc = useTRPC()
  const services = useQuery(trpc.services.list.queryOptions({ limit: 200 }))
  const items = [...(services.data?.items ?? [])].sort((left, right) => right.behind - left.behind)
  return (
    <Page
      airy
      title="Plan a rollout"
      way={way}
      facts="A rollout changes the env of one service, on as many servers as you choose."
    >
      {services.error ? <ErrorPanel error={services.error} retry={services.refetch} /> : null}
      <Card title="Of which service?" flush>
        {services.isPending ? <RowSkeleton rows={4} /> : null}
        {services.data && items.length === 0 ? (
          <EmptyState
            title="No service is described yet"
            action={
              <Button component={Link} href="/services/new">
                Describe a service
              </Button>
            }
          >
            A service is an env file, the units that read it, and the checks that prove that they work.
          </EmptyState>
        ) : null}
        <ul className={classes["services"]}>
          {items.map((service) => (
            <li key={service.id}>
              <Link href={`/rollouts/new?service=${service.id}`}>
                <b>{service.name}</b>
                <span className="dim">{service.description || service.envPath}</span>
                {service.behind > 0 ? (
                  <Status lamp="caution" size="s">
                    {service.behind} behind
                  </Status>
                ) : (
                  <span className="dim">{count(service.servers, "server")}, none behind</span>
                )}
                <ChevronRight className="icon" aria-hidden="true" />
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </Page>
  )
}
