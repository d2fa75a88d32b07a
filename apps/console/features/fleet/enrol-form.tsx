"use client"
import { Button, Chip, TagsInput, TextInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import { type EnrolmentCreatedView, Labels, ServerName } from "@signalbox/domain/servers/schema"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { ErrorPanel } from "../../design/states.tsx"
import { useTRPC, useTRPCClient } from "../../trpc/client.tsx"
import classes from "./enrol.module.css"
import { draftOfServices, EMPTY_POLICY, type PolicyDraft, readPolicy } from "./policy-draft.ts"
import { PolicyFields } from "./policy-fields.tsx"

type Draft = { serverName: string; labels: string[]; policy: PolicyDraft }

const readLabels = (words: string[]) => Labels.safeParse(Object.fromEntries(words.map((word) => word.split("=", 2))))

export function EnrolForm({ created }: { created: (view: EnrolmentCreatedView) => void }) {
  const trpc = useTRPC()
  const form = useForm<Draft>({
    initialValues: { serverName: "", labels: [], policy: EMPTY_POLICY },
    validate: ({ serverName, labels, policy }) => {
      const read = readPolicy(policy)
      const faults = "faults" in read ? read.faults : {}
      const prefixed = Object.fromEntries(Object.entries(faults).map(([field, says]) => [`policy.${field}`, says]))
      if (serverName && !ServerName.safeParse(serverName).success)
        prefixed["serverName"] = "Use a host name such as dl-fra-1."
      if (!readLabels(labels).success) prefixed["labels"] = "Write each label as key=value, in plain words."
      return prefixed
    },
  })
  const create = useMutation(trpc.enrolments.create.mutationOptions({ onSuccess: created }))

  function submit({ serverName, labels, policy }: Draft) {
    const read = readPolicy(policy)
    const read2 = readLabels(labels)
    if (!("policy" in read) || !read2.success) return
    create.mutate({ ...(serverName ? { serverName } : {}), labels: read2.data, policy: read.policy })
  }

  return (
    <form className={classes["form"]} onSubmit={form.onSubmit(submit)} noValidate>
      <TextInput
        label="Name"
        description="Left out, the server keeps its host name."
        placeholder="dl-fra-1"
        data-autofocus
        {...form.getInputProps("serverName")}
      />
      <TagsInput
        label="Labels"
        description="Group and filter by them. Type each as key=value, then Enter."
        placeholder="env=production"
        {...form.getInputProps("labels")}
      />
      <section className={classes["section"]}>
        <div>
          <h2>What the agent may touch</h2>
          <p className="dim">
            Written to a root-owned file on the server. The control plane can read it, and can never change it.
          </p>
        </div>
        <ServiceChips fill={(policy) => form.setFieldValue("policy", policy)} />
        <PolicyFields form={form} />
      </section>
      {create.error ? <ErrorPanel error={create.error} /> : null}
      <div className={classes["actions"]}>
        <Button type="submit" loading={create.isPending}>
          Make the line to paste
        </Button>
        <span className="dim">It holds a token that works once.</span>
      </div>
    </form>
  )
}

/** Services that are described already say what their servers must permit. */
function ServiceChips({ fill }: { fill: (policy: PolicyDraft) => void }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const [chosen, setChosen] = useState<string[]>([])
  const services = useQuery(trpc.services.list.queryOptions({ limit: 50 }))
  const load = useMutation({
    mutationFn: (ids: string[]) => Promise.all(ids.map((serviceId) => client.services.get.query({ serviceId }))),
    onSuccess: (views) => fill(views.length > 0 ? draftOfServices(views) : EMPTY_POLICY),
  })
  if (!services.data || services.data.items.length === 0) return null
  return (
    <Chip.Group
      multiple
      value={chosen}
      onChange={(ids) => {
        setChosen(ids)
        load.mutate(ids)
      }}
    >
      <div className={classes["chips"]}>
        <span className="dim">It will run</span>
        {services.data.items.map((service) => (
          <Chip key={service.id} value={service.id} size="xs" variant="light">
            {service.name}
          </Chip>
        ))}
      </div>
    </Chip.Group>
  )
}
