"use client"
import { Select, TextInput } from "@mantine/core"
import { EvictionPolicy } from "@signalbox/protocol/redis-policy"
import { Lamp } from "../../design/lamp.tsx"
import { Note } from "../../design/page.tsx"
import classes from "./policies.module.css"
import { evictionAdvice, type PolicyDraft, readDraft } from "./policies-draft.ts"

type Field = { key: string; label: string; says: string; options?: readonly string[] }

const FIELDS: Field[] = [
  { key: "MAXMEMORY", label: "Memory", says: "such as 512mb" },
  { key: "MAXMEMORY_POLICY", label: "When memory is full", says: "what is dropped", options: EvictionPolicy.options },
  { key: "PORT", label: "Port", says: "as the host policy has it" },
  { key: "BIND", label: "Listens on", says: "addresses, with a blank between" },
  { key: "SAVE", label: "Snapshots", says: "seconds and changes, in pairs; or none" },
  { key: "APPENDONLY", label: "Append-only file", says: "outlives a crash", options: ["yes", "no"] },
  { key: "APPENDFSYNC", label: "Written to disk", says: "of that file", options: ["always", "everysec", "no"] },
  { key: "MAXCLIENTS", label: "Clients at most", says: "connections" },
  { key: "USER", label: "User", says: "that the password is for; or none" },
  { key: "SLOWLOG_LOG_SLOWER_THAN", label: "Slow log from", says: "microseconds" },
  { key: "LATENCY_MONITOR_THRESHOLD", label: "Latency events from", says: "milliseconds; 0 for none" },
]

type PolicyFieldsProps = {
  draft: PolicyDraft
  change: (draft: PolicyDraft) => void
  /** What holds where nothing is typed. */
  beneath: PolicyDraft
  isReadOnly?: boolean
}

/** The settings as fields; an empty one is not set here. */
export function PolicyFields({ draft, change, beneath, isReadOnly = false }: PolicyFieldsProps) {
  const { faults } = readDraft(draft)
  const advice = evictionAdvice(draft["MAXMEMORY_POLICY"] || beneath["MAXMEMORY_POLICY"] || "noeviction")
  return (
    <>
      <div className={classes["fields"]}>
        {FIELDS.map(({ key, label, says, options }) => {
          const shared = {
            label,
            description: says,
            placeholder: beneath[key] ?? "",
            error: faults[key] ?? null,
            disabled: isReadOnly,
          }
          const set = (value: string | null) => change({ ...draft, [key]: value ?? "" })
          return options ? (
            <Select key={key} {...shared} data={[...options]} value={draft[key] || null} onChange={set} clearable />
          ) : (
            <TextInput
              key={key}
              {...shared}
              classNames={{ input: "mono" }}
              autoComplete="off"
              value={draft[key] ?? ""}
              onChange={(event) => set(event.currentTarget.value)}
            />
          )
        })}
      </div>
      {advice ? (
        <Note tone="caution">
          <Lamp kind="caution" />
          <div role="status">{advice}</div>
        </Note>
      ) : null}
    </>
  )
}
