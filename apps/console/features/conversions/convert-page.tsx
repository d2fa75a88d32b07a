"use client"
import { NumberInput, Radio } from "@mantine/core"
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { Lamp } from "../../design/lamp.tsx"
import { Card, Note, Page } from "../../design/page.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { useSearch } from "../../design/use-search.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { type PickedServer, ServerPicker } from "../servers/server-picker.tsx"
import classes from "./conversions.module.css"
import { ConvertBetween } from "./convert-between.tsx"
import { PlanParts } from "./convert-plan.tsx"
import { readChoice, readMinutes, readQueues, readServers, withKey } from "./convert-search.ts"
import { StartConversion } from "./start-conversion.tsx"

/** What will happen if this fleet is converted to hybrid? */
export function ConvertPage() {
  const trpc = useTRPC()
  const [params, setSearch] = useSearch()
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map())
  const choice = readChoice(params)
  const plan = useQuery(
    trpc.conversions.plan.queryOptions(choice ?? skipToken, { placeholderData: keepPreviousData, retry: false }),
  )
  const shown = choice ? plan.data : undefined
  const nameOf = (id: string) =>
    names.get(id) ?? shown?.servers.find(({ serverId }) => serverId === id)?.serverName ?? id.slice(0, 8)
  const picked = readServers(params).map((id) => ({ id, name: nameOf(id) }))
  function pick(servers: PickedServer[]) {
    setNames(new Map(servers.map(({ id, name }) => [id, name])))
    setSearch({ servers: servers.map(({ id }) => id).join(",") })
  }
  return (
    <Page title="Convert to hybrid" airy way={[{ label: "Conversions", href: "/redis/conversions" }, { label: "New" }]}>
      <Card title="What is converted" hint={shown ? `away from ${shown.shared.name}, under ${shown.policyName}` : null}>
        <div className={classes["confirm"]}>
          <ServerPicker
            label="Servers, in the order in which they are converted"
            isLabelShown
            picked={picked}
            pick={pick}
          />
          <ConvertBetween shared={params.get("shared")} policy={params.get("policy")} choose={setSearch} />
          <NumberInput
            label="Each measurement lasts, minutes"
            min={1}
            max={1_440}
            allowDecimal={false}
            value={readMinutes(params)}
            onChange={(minutes) => setSearch({ minutes: String(minutes) })}
          />
          <Radio.Group
            label="Jobs that still wait on the shared Redis"
            value={readQueues(params)}
            onChange={(queues) => setSearch({ queues })}
          >
            <div className={classes["choices"]}>
              <Radio value="drain" label="Work them off before a worker moves" />
              <Radio value="leave" label="Leave them there: nobody works them off once the workers have moved" />
            </div>
          </Radio.Group>
        </div>
      </Card>
      {choice ? null : (
        <Note tone="plain">
          <Lamp kind="pending" />
          <div>{missing(params)}</div>
        </Note>
      )}
      {choice && plan.error ? <ErrorPanel error={plan.error} what="There is no plan." retry={plan.refetch} /> : null}
      {choice && plan.isPending ? (
        <Card flush>
          <RowSkeleton />
        </Card>
      ) : null}
      {choice && shown && !plan.error ? (
        <>
          <PlanParts plan={shown} choose={(chosen) => setSearch({ keys: withKey(choice.keys, chosen) })} />
          <StartConversion plan={shown} choice={choice} isBehind={plan.isPlaceholderData} refetch={plan.refetch} />
        </>
      ) : null}
    </Page>
  )
}

function missing(params: URLSearchParams): string {
  if (!params.get("shared")) return "Choose the shared Redis that the fleet moves away from."
  if (!params.get("policy")) return "Choose the policy that each local Redis is put under."
  return "Choose the servers first."
}
