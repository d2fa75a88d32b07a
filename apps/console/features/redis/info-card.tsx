"use client"
import { Button, TextInput } from "@mantine/core"
import type { RedisInfoView } from "@signalbox/domain/redis/schema"
import { useQuery } from "@tanstack/react-query"
import { RotateCw, Search } from "lucide-react"
import { useState } from "react"
import { Age } from "../../design/age.tsx"
import { Card } from "../../design/page.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { useSearch } from "../../design/use-search.ts"
import { useTRPC } from "../../trpc/client.tsx"
import classes from "./info.module.css"
import { findFields } from "./info-fields.ts"

/** INFO as it is now, asked for on a click: each reading goes to the instance itself. */
export function InfoCard({ instanceId }: { instanceId: string }) {
  const trpc = useTRPC()
  const [params, setSearch] = useSearch()
  const isOpen = params.has("info")
  const [text, setText] = useState(params.get("info") === "all" ? "" : (params.get("info") ?? ""))
  const info = useQuery(trpc.redis.info.queryOptions({ instanceId }, { enabled: isOpen }))
  return (
    <Card
      title="INFO"
      hint="what matters first, with what it means; then every other field"
      id="info"
      right={
        isOpen ? (
          <ReadAgain info={info} />
        ) : (
          <Button variant="default" size="xs" onClick={() => setSearch({ info: "all" })}>
            Read it now
          </Button>
        )
      }
    >
      {isOpen ? (
        <div className={classes["info"]}>
          <TextInput
            type="search"
            aria-label="Find a field"
            placeholder="Find a field"
            leftSection={<Search className="icon" />}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value)
              setSearch({ info: event.currentTarget.value || "all" })
            }}
          />
          {info.error ? <ErrorPanel error={info.error} retry={info.refetch} /> : null}
          {!info.data && !info.error ? <RowSkeleton rows={6} height={28} /> : null}
          {info.data ? <Sections sections={findFields(info.data.sections, text)} /> : null}
        </div>
      ) : (
        <p className="dim">Asks the instance itself, once.</p>
      )}
    </Card>
  )
}

function Sections({ sections }: { sections: ReturnType<typeof findFields> }) {
  if (sections.length === 0) return <p className="dim">No field is called so.</p>
  return sections.map(({ name, fields }) => (
    <section key={name}>
      <h3>{name}</h3>
      <dl className={classes["fields"]}>
        {fields.map((field) => (
          <div key={field.name} data-explained={field.meaning ? true : undefined}>
            <dt className="mono">{field.name}</dt>
            <dd>
              <span className="mono">{field.value}</span>
              {field.meaning ? <p>{field.meaning}</p> : null}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  ))
}

type Reading = { data: RedisInfoView | undefined; isFetching: boolean; refetch: () => unknown }

/** How old the reading is, and who made it. */
function ReadAgain({ info: { data, isFetching, refetch } }: { info: Reading }) {
  return (
    <>
      {data ? (
        <span className="dim">
          read <Age at={data.at} ago />
          {data.serverName ? ` by ${data.serverName}` : ""}
        </span>
      ) : null}
      <Button
        variant="default"
        size="xs"
        leftSection={<RotateCw />}
        loading={isFetching}
        onClick={() => void refetch()}
      >
        Read again
      </Button>
    </>
  )
}
