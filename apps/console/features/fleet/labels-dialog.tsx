"use client"
import { Button, Modal, Select, TextInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import { LabelKey, LabelValue, type ServerRowView } from "@signalbox/domain/servers/schema"
import { useMutation } from "@tanstack/react-query"
import { ErrorPanel } from "../../design/states.tsx"
import { tell } from "../../design/tell.ts"
import { count } from "../../design/words.ts"
import { useTRPCClient } from "../../trpc/client.tsx"

type LabelsDialogProps = { servers: ServerRowView[]; opened: boolean; close: () => void }

/** Sets or takes away one label on all servers that are ticked. */
export function LabelsDialog({ servers, opened, close }: LabelsDialogProps) {
  const client = useTRPCClient()
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
      for (const server of servers) {
        const { [key]: _gone, ...others } = server.labels
        const labels = action === "set" ? { ...others, [key]: value } : others
        await client.servers.update.mutate({ serverId: server.id, labels })
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
        <p className="dim">{servers.map((server) => server.name).join(", ")}</p>
        {change.error ? <ErrorPanel error={change.error} /> : null}
        <Button type="submit" loading={change.isPending}>
          {form.values.action === "set" ? "Set it" : "Take it away"} on {count(servers.length, "server")}
        </Button>
      </form>
    </Modal>
  )
}
