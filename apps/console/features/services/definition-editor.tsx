"use client"
import { Button, MultiSelect, Select, TagsInput, Textarea, TextInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import type { CreateServiceInput } from "@signalbox/domain/services/schema"
import { DIALECT_NAMES } from "@signalbox/protocol/dialects"
import type { ReactNode } from "react"
import { Status } from "../../design/lamp.tsx"
import { Card } from "../../design/page.tsx"
import { ErrorPanel } from "../../design/states.tsx"
import { useUnsavedGuard } from "../../design/use-unsaved-guard.ts"
import { type DefinitionDraft, readDefinition } from "./definition-draft.ts"
import classes from "./services.module.css"
import { ASSERTION_KINDS, CHECK_KINDS } from "./spec-fields.ts"
import { SpecList } from "./spec-list.tsx"
import { UnitList } from "./unit-list.tsx"

const MODES = ["0600", "0640", "0660", "0400", "0440"]

type DefinitionEditorProps = {
  initial: DefinitionDraft
  save: (definition: CreateServiceInput) => void
  isBusy: boolean
  error: unknown
  button: string
  /** More at the end, such as where a new service shall run. */
  children?: ReactNode
}

/** What a service is: its env file, its units in order, what proves that it works. */
export function DefinitionEditor({ initial, save, isBusy, error, button, children }: DefinitionEditorProps) {
  const form = useForm<DefinitionDraft>({
    initialValues: initial,
    validate: (draft) => {
      const read = readDefinition(draft)
      return "faults" in read ? read.faults : {}
    },
  })
  const isDirty = form.isDirty()
  useUnsavedGuard(isDirty && !isBusy)
  const faults = Object.keys(form.errors).length
  return (
    <form
      className={classes["editor"]}
      noValidate
      onSubmit={form.onSubmit((draft) => {
        const read = readDefinition(draft)
        if ("definition" in read) save(read.definition)
      })}
    >
      <Card title="What it is">
        <div className={classes["two"]}>
          <TextInput label="Name" placeholder="backend" {...form.getInputProps("name")} />
          <Textarea label="Description" autosize minRows={1} maxRows={4} {...form.getInputProps("description")} />
        </div>
      </Card>
      <Card title="Env file" hint="on each server">
        <div className={classes["fields"]}>
          <TextInput
            label="Path"
            placeholder="/opt/app/.env"
            classNames={{ input: "mono" }}
            {...form.getInputProps("envPath")}
          />
          <div className={classes["three"]}>
            <TextInput label="Owner" placeholder="app" {...form.getInputProps("envOwner")} />
            <TextInput
              label="Group"
              placeholder={form.values.envOwner || "as owner"}
              {...form.getInputProps("envGroup")}
            />
            <Select label="Mode" data={MODES} allowDeselect={false} {...form.getInputProps("envMode")} />
          </div>
          <div className={classes["two"]}>
            <MultiSelect
              label="Read by"
              description="Where two of them would read a line differently, you are told before it ships."
              data={DIALECT_NAMES}
              {...form.getInputProps("dialects")}
            />
            <TagsInput
              label="Secret keys"
              description="Masked everywhere, besides those whose name or value gives them away."
              classNames={{ input: "mono" }}
              {...form.getInputProps("secretKeys")}
            />
          </div>
        </div>
      </Card>
      <Card title="Units" hint="restarted in this order">
        <UnitList form={form} />
      </Card>
      <Card title="Checks" hint="must pass on each server after a change, or it puts itself back">
        <SpecList form={form} list="checks" kinds={CHECK_KINDS} add="Add a check" />
      </Card>
      <Card title="Assertions" hint="must hold before anything is written">
        <SpecList form={form} list="assertions" kinds={ASSERTION_KINDS} add="Add an assertion" />
      </Card>
      {children}
      {error ? <ErrorPanel error={error} /> : null}
      <div className={classes["foot"]}>
        {faults > 0 ? (
          <Status lamp="danger" size="s">
            {faults === 1 ? "1 field needs you" : `${faults} fields need you`}
          </Status>
        ) : isDirty ? (
          <Status lamp="caution" size="s">
            Unsaved changes
          </Status>
        ) : (
          <span className="dim">Nothing here reaches a server before you plan a change.</span>
        )}
        <Button type="submit" loading={isBusy}>
          {button}
        </Button>
      </div>
    </form>
  )
}
