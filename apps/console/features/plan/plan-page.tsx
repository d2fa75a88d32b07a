"use client"
import { Button } from "@mantine/core"
import type { ServiceView } from "@signalbox/domain/services/schema"
import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { Lamp } from "../../design/lamp.tsx"
import { Card, Note, Page } from "../../design/page.tsx"
import { EnvironmentPlate } from "../../design/plate.tsx"
import { EmptyState, ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { useSearch } from "../../design/use-search.ts"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { kindWords } from "../services/kind-words.ts"
import { ChooseServers } from "./choose-servers.tsx"
import { ChooseService } from "./choose-service.tsx"
import classes from "./plan.module.css"
import { PlanBatches, PlanChecks } from "./plan-batches.tsx"
import { behind, readStrategy, type WantedServer, writeStrategy } from "./plan-search.ts"
import { PlanRefusals, PlanServers } from "./plan-servers.tsx"
import { StartForm } from "./start-form.tsx"
import { StrategyForm } from "./strategy-form.tsx"
import { type PlanState, usePlan } from "./use-plan.ts"
import { useWanted } from "./use-wanted.ts"

const WAY = [{ label: "Rollouts", href: "/rollouts" }, { label: "Plan" }]

/** What will happen if I press the button? */
export function PlanPage() {
  const trpc = useTRPC()
  const [params] = useSearch()
  const serviceId = params.get("service")
  const service = useQuery(
    trpc.services.get.queryOptions({ serviceId: serviceId ?? "" }, { enabled: serviceId !== null }),
  )
  if (!serviceId) return <ChooseService way={WAY} />
  if (service.data) return <PlanOfService service={service.data} />
  return (
    <Page airy title="Plan a rollout" way={WAY}>
      {service.error ? (
        <ErrorPanel error={service.error} retry={service.refetch} />
      ) : (
        <Card flush>
          <RowSkeleton rows={8} />
        </Card>
      )}
    </Page>
  )
}

function PlanOfService({ service }: { service: ServiceView }) {
  const [params, setSearch] = useSearch()
  const [asked, choose] = useWanted()
  const wanted = asked ?? behind(service.servers)
  const strategy = readStrategy(params)
  const plan = usePlan({ serviceId: service.id, targets: wanted, strategy })
  return (
    <Page
      airy
      title={`Plan for ${service.name}`}
      way={WAY}
      heading={
        <>
          Plan for {service.name} <Environment service={service} wanted={wanted} />
        </>
      }
      facts={
        <>
          <span className="mono">{service.envPath}</span>
          <span>
            {count(wanted.length, "server")} of {service.servers.length}
          </span>
          <span>Nothing is sent before you start it.</span>
        </>
      }
      actions={
        <Button component={Link} variant="default" href={kindWords(service.kind).editor(service.id)}>
          {kindWords(service.kind).back}
        </Button>
      }
    >
      <div className={classes["columns"]}>
        <div className={classes["stack"]}>
          <ChooseServers service={service} wanted={wanted} choose={choose} isDefault={asked === null} />
          <PlanBody service={service} plan={plan} isEmpty={wanted.length === 0} />
          {plan.data ? (
            <div className={classes["pair"]}>
              <PlanBatches plan={plan.data} strategy={strategy} />
              <PlanChecks plan={plan.data} />
            </div>
          ) : null}
        </div>
        <div className={classes["aside"]}>
          <StrategyForm strategy={strategy} change={(next) => setSearch(writeStrategy(next))} />
          {service.may.rollOut ? (
            <StartForm key={service.id} plan={plan} input={{ serviceId: service.id, targets: wanted, strategy }} />
          ) : (
            <p className="dim">Your role may look at plans, but not start them.</p>
          )}
        </div>
      </div>
    </Page>
  )
}

function PlanBody({ service, plan, isEmpty }: { service: ServiceView; plan: PlanState; isEmpty: boolean }) {
  if (isEmpty) return <NothingBehind service={service} />
  if (plan.error && !plan.data) return <ErrorPanel error={plan.error} what="There is no plan." retry={plan.refetch} />
  if (!plan.data)
    return (
      <Card title="Plan" flush>
        <RowSkeleton rows={6} />
      </Card>
    )
  return (
    <>
      {plan.error ? (
        <ErrorPanel error={plan.error} what="The plan could not be made anew." retry={plan.refetch} />
      ) : null}
      {plan.hasChanged ? (
        <Note tone="moving">
          <Lamp kind="verifying" />
          <div className={classes["changed"]}>
            <span>
              <strong>The plan has changed</strong> since you opened it. This is how it is now: read it again before you
              start.
            </span>
            <Button variant="default" size="xs" onClick={plan.accept}>
              I have read it
            </Button>
          </div>
        </Note>
      ) : null}
      <PlanRefusals plan={plan.data} />
      <PlanServers plan={plan.data} />
    </>
  )
}

function NothingBehind({ service }: { service: ServiceView }) {
  const what = service.kind === "redis" ? "policy" : "env"
  const saved = service.servers.filter((server) => server.latestNumber !== null).length
  return (
    <Card>
      <EmptyState
        title={saved === 0 ? `No ${what} was saved yet` : "Every server runs its newest version"}
        action={
          <Button component={Link} href={kindWords(service.kind).editor(service.id)}>
            {`${service.may.edit ? "Edit" : "Look at"} the ${what}`}
          </Button>
        }
      >
        {saved === 0
          ? service.kind === "redis"
            ? "Save the policy and choose its servers; then plan the change here."
            : "Import what is on the servers, or write the env; then plan the change here."
          : `Save a change of the ${what}, and what it does to each server is planned here. Or choose servers above.`}
      </EmptyState>
    </Card>
  )
}

function Environment({ service, wanted }: { service: ServiceView; wanted: WantedServer[] }) {
  const ids = new Set(wanted.map(({ serverId }) => serverId))
  const values = service.servers.filter((server) => ids.has(server.serverId)).map((server) => server.labels["env"])
  return (
    <EnvironmentPlate
      value={
        values.find((value) => value === "production" || value === "prod") ??
        (new Set(values).size === 1 ? values[0] : undefined)
      }
    />
  )
}
