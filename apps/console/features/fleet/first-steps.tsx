"use client"
import { Button } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import type { ReactNode } from "react"
import { Lamp } from "../../design/lamp.tsx"
import { Card } from "../../design/page.tsx"
import { useTRPC } from "../../trpc/client.tsx"
import { useHasRole } from "../shell/me.tsx"
import classes from "./first-steps.module.css"

/** What to do now, until it was all done once. Each step is ticked by what the control plane has seen, not by a click. */
export function FirstSteps() {
  const trpc = useTRPC()
  const isOperator = useHasRole("operator")
  const summary = useQuery(trpc.servers.summary.queryOptions())
  const services = useQuery(trpc.services.list.queryOptions({ limit: 1 }))
  const rollouts = useQuery(trpc.rollouts.list.queryOptions({ limit: 20 }))
  const servers = useQuery(trpc.servers.list.queryOptions({ limit: 1 }))
  if (!summary.data || !services.data || !rollouts.data || !servers.data || !isOperator) return null

  const service = services.data.items[0]
  const server = servers.data.items[0]
  const rollout = rollouts.data.items[0]
  const isVerified = rollouts.data.items.some((one) => one.counts.applied > 0)
  if (isVerified) return null

  const steps: Step[] = [
    {
      isDone: summary.data.total > 0,
      title: "Enrol a server",
      says: "One pasted line installs the agent, which dials out and never listens. You decide what it may touch.",
      action: <Go href="/fleet?enrol=new" label="Enrol a server" />,
    },
    {
      isDone: service !== undefined,
      title: "Describe a service",
      says: "Its env file, its units in the order they restart, the checks that prove it works. Then import what is on the server.",
      action: <Go href={`/services/new${server ? `?server=${server.id}` : ""}`} label="Describe a service" />,
    },
    {
      isDone: rollout !== undefined,
      title: "Change it",
      says: "Edit the env, look at the plan, start. Nothing is sent before you saw what will happen.",
      action: service ? <Go href={`/services/${service.id}/env`} label={`Edit the env of ${service.name}`} /> : null,
    },
    {
      isDone: isVerified,
      title: "See it verified",
      says: "Each server reports what was seen on it. Break it on purpose: it puts itself back.",
      action: rollout ? <Go href={`/rollouts/${rollout.id}`} label={`Follow rollout #${rollout.number}`} /> : null,
    },
  ]
  const now = steps.findIndex((step) => !step.isDone)
  return (
    <Card title="First steps" hint={`${now} of ${steps.length} done`}>
      <ol className={classes["steps"]}>
        {steps.map((step, at) => (
          <StepItem key={step.title} step={step} state={step.isDone ? "done" : at === now ? "now" : "ahead"} />
        ))}
      </ol>
    </Card>
  )
}

type Step = { isDone: boolean; title: string; says: string; action: ReactNode }

function StepItem({ step, state }: { step: Step; state: "done" | "now" | "ahead" }) {
  return (
    <li data-state={state}>
      <span className={classes["stop"]}>
        <Lamp kind={state === "done" ? "clear" : state === "now" ? "verifying" : "pending"} />
        <span className="sr-only">{state === "done" ? "done:" : state === "now" ? "next:" : "later:"}</span>
      </span>
      <h3>{step.title}</h3>
      <p>{step.says}</p>
      {state === "now" ? step.action : null}
    </li>
  )
}

function Go({ href, label }: { href: string; label: string }) {
  return (
    <div>
      <Button component={Link} href={href} size="xs" variant="light">
        {label}
      </Button>
    </div>
  )
}
