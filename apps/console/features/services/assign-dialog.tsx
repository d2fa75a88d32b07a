"use client"
import { Button, Modal, SegmentedControl, Select } from "@mantine/core"
import type { ServiceView } from "@signalbox/domain/services/schema"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { ErrorPanel } from "../../design/states.tsx"
import { tell } from "../../design/tell.ts"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { type PickedServer, ServerPicker } from "../servers/server-picker.tsx"
import classes from "./services.module.css"

type AssignDialogProps = { service: ServiceView; opened: boolean; close: () => void }

/** Names servers one by one, or by a label that they carry now. */
export function AssignDialog({ service, opened, close }: AssignDialogProps) {
  const trpc = useTRPC()
  const [by, setBy] = useState("servers")
  const [picked, setPicked] = useState<PickedServer[]>([])
  const [label, setLabel] = useState<string | null>(null)
  const summary = useQuery(trpc.servers.summary.queryOptions(undefined, { enabled: opened }))
  const assign = useMutation(
    trpc.services.assign.mutationOptions({
      onSuccess: (after) => {
        tell(`${service.name} runs on ${count(after.servers.length, "server")} now`)
        close()
      },
    }),
  )
  const taken = new Set(service.servers.map((server) => server.serverId))
  const labels = (summary.data?.labelKeys ?? []).flatMap(({ key, values }) =>
    values.map((one) => ({ value: `${key}=${one.value}`, label: `${key}=${one.value} (${one.servers})` })),
  )
  function submit() {
    const [key = "", value = ""] = label?.split("=", 2) ?? []
    const wanted = by === "servers" ? { serverIds: picked.map(({ id }) => id) } : { labels: { [key]: value } }
    assign.mutate({ serviceId: service.id, ...wanted })
  }
  return (
    <Modal opened={opened} onClose={close} title={`Where ${service.name} runs`}>
      <div className={classes["dialog"]}>
        <SegmentedControl
          value={by}
          onChange={setBy}
          data={[
            { value: "servers", label: "By name" },
            { value: "label", label: "By label" },
          ]}
        />
        {by === "servers" ? (
          <ServerPicker label="Servers" isLabelShown picked={picked} pick={setPicked} without={taken} />
        ) : (
          <Select
            label="All servers that carry"
            description="Those that carry it now; servers that get the label later are not added by themselves."
            data={labels}
            value={label}
            onChange={setLabel}
            searchable
            nothingFoundMessage="No server carries a label."
          />
        )}
        {assign.error ? <ErrorPanel error={assign.error} /> : null}
        <Button
          loading={assign.isPending}
          disabled={by === "servers" ? picked.length === 0 : label === null}
          onClick={submit}
        >
          Assign
        </Button>
      </div>
    </Modal>
  )
}
