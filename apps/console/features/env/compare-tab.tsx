"use client"
import { SegmentedControl, TextInput } from "@mantine/core"
import type { EnvView } from "@signalbox/domain/env/schema"
import { Search } from "lucide-react"
import { Card } from "../../design/page.tsx"
import { EmptyState } from "../../design/states.tsx"
import { useSearch } from "../../design/use-search.ts"
import { count } from "../../design/words.ts"
import classes from "./env.module.css"
import { EqualityGrid } from "./equality-grid.tsx"

/** Who has the same value and who has another, of all keys, without a value being shown. */
export function CompareTab({ env }: { env: EnvView }) {
  const [params, setSearch] = useSearch()
  const all = Object.keys(env.equality)
  const differing = all.filter((key) => differs(env, key))
  const isAll = params.get("keys") === "all"
  const text = (params.get("find") ?? "").toLowerCase()
  const shown = (isAll ? all : differing).filter((key) => key.toLowerCase().includes(text))
  return (
    <Card
      title="Compare servers"
      hint="equal letter, equal value; A is the most common; saved, not drafted"
      flush
      right={
        <>
          <TextInput
            size="xs"
            aria-label="Find a key"
            placeholder="Find a key"
            data-filter
            leftSection={<Search size={14} />}
            value={params.get("find") ?? ""}
            onChange={(event) => setSearch({ find: event.currentTarget.value })}
          />
          <SegmentedControl
            size="xs"
            aria-label="Keys shown"
            value={isAll ? "all" : "differing"}
            onChange={(value) => setSearch({ keys: value === "all" ? "all" : undefined })}
            data={[
              { value: "differing", label: `Differing ${differing.length}` },
              { value: "all", label: `All ${count(all.length, "key")}` },
            ]}
          />
        </>
      }
    >
      {shown.length === 0 ? (
        <EmptyState title={all.length === 0 ? "Nothing to compare yet" : "No key differs here"}>
          {all.length === 0
            ? "Once texts are saved, each key shows which servers agree about it."
            : "Every server has the same values for these keys."}
        </EmptyState>
      ) : (
        <div className={classes["compare"]}>
          <EqualityGrid env={env} keys={shown} servers={env.servers} />
        </div>
      )}
    </Card>
  )
}

/** Another value somewhere, or none at all. */
function differs(env: EnvView, key: string): boolean {
  const letters = env.equality[key] ?? {}
  return env.servers.some(({ serverId }) => letters[serverId] !== "A")
}
