"use client"
import { Button, Modal, Select, TextInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import { LabelKey, LabelValue, type ServerBriefView } from "@signalbox/domain/servers/schema"
import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { ErrorPanel } from "../../design/states.tsx"
import { tell } from "../../design/tell.ts"
import { count, namesOf } from "../../design/words.ts"
import { useTRPCClient } from "../../trpc/client.tsx"

type LabelsDialogProps = { servers: ServerBriefView[]; opened: boolean; close: () => void }

/** So many go out in one request. */
const TOGETHER = 20

/** Sets or takes away one label on all servers that are ticked. */
export function LabelsDialog({ servers, opened, close }: LabelsDialogProps) {
  const client = useTRPCClient()
  const [done, setDone] = useState(0)
  const form = useForm({
    initialValues: { action: "set", key: "", value: "" },
    validate: {
      key: (key) => LabelKey.safeParse(key).error?.issues[0]?.message ?? null,
      value: (value, { action }) =>
        action === "remove" ? null : (LabelValue.safeParse(value).error?.issues[0]?.message ?? null),
    },
  })
  const change = useMutation({
    mutationFn: async ({ action, key, value }: typeof form.values) => {
      for (let from = 0; from < servers.length; from += TOGETHER) {
        setDone(from)
        await Promise.all(
          servers.slice(from, from + TOGETHER).map(({ id, labels: { [key]: _gone, ...others } }) => {
            const labels = action === "set" ? { ...others, [key]: value } : others
            return client.servers.update.mutate({ serverId: id, labels })
          }),
        )
      }
    },
    onSuccess: () => {
      tell(`Labels of ${count(servers.length, "server")} changed`)
      close()
    },
  })
  return (
    <Modal opened={opened} onClose={close} title={`Labels of ${count(servers.length, "server")}`}>
      <form
        onSubmit={form.onSubmit((values) => change.mutate(values))}
        style={{ display: "grid", gap: 14, paddingTop: 16 }}
      >
        <Select
          label="Do"
          data={[
            { value: "set", label: "Set a label" },
            { value: "remove", label: "Take a label away" },
          ]}
          allowDeselect={false}
          {...form.getInputProps("action")}
        />
        <TextInput label="Label" placeholder="env" {...form.getInputProps("key")} />
        {form.values.action === "set" ? (
          <TextInput label="Value" placeholder="production" {...form.getInputProps("value")} />
        ) : null}
        <p className="dim">{namesOf(servers.map((server) => server.name))}</p>
        {change.isPending && servers.length > TOGETHER ? (
          <p role="status">
            {done.toLocaleString("en")} of {count(servers.length, "server")} changed …
          </p>
        ) : null}
        {change.error ? <ErrorPanel error={change.error} /> : null}
        <Button type="submit" loading={change.isPending}>
          {form.values.action === "set" ? "Set it" : "Take it away"} on {count(servers.length, "server")}
        </Button>
      </form>
    </Modal>
  )
}
