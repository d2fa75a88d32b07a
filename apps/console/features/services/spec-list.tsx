"use client"
import { ActionIcon, Button, Menu, NumberInput, Select, TagsInput, TextInput, Tooltip } from "@mantine/core"
import type { UseFormReturnType } from "@mantine/form"
import { Plus, Trash2 } from "lucide-react"
import { type DefinitionDraft, rowId, type SpecDraft } from "./definition-draft.ts"
import classes from "./services.module.css"
import type { SpecField, SpecKind } from "./spec-fields.ts"

type SpecListProps = {
  form: UseFormReturnType<DefinitionDraft>
  list: "checks" | "assertions"
  kinds: Record<string, SpecKind>
  add: string
}

/** Checks or assertions, one row each, drawn from the table of their kinds. */
export function SpecList({ form, list, kinds, add }: SpecListProps) {
  const rows = form.values[list]
  const units = form.values.units.map((unit) => (unit.name.includes(".") ? unit.name : `${unit.name}.service`))
  const make = (kind: string): SpecDraft => ({ id: rowId(), kind, fields: { ...kinds[kind]?.initial } })
  return (
    <div className={classes["fields"]}>
      {rows.length > 0 ? (
        <ul className={classes["rows"]}>
          {rows.map((row, at) => (
            <li key={row.id} className={classes["specRow"]}>
              <Select
                label="Kind"
                data={Object.entries(kinds).map(([value, { label }]) => ({ value, label }))}
                value={row.kind}
                allowDeselect={false}
                error={form.errors[`${list}.${at}`]}
                onChange={(kind) => kind && form.replaceListItem(list, at, { ...make(kind), id: row.id })}
              />
              <div className={classes["specFields"]}>
                {kinds[row.kind]?.fields.map((field) => (
                  <div key={field.name} className={field.isWide ? classes["wide"] : undefined}>
                    <Field
                      field={field}
                      units={units}
                      props={form.getInputProps(`${list}.${at}.fields.${field.name}`)}
                    />
                  </div>
                ))}
              </div>
              <Tooltip label="Take out">
                <ActionIcon aria-label={`Take out row ${at + 1}`} onClick={() => form.removeListItem(list, at)}>
                  <Trash2 className="icon" />
                </ActionIcon>
              </Tooltip>
            </li>
          ))}
        </ul>
      ) : null}
      <div>
        <Menu>
          <Menu.Target>
            <Button variant="default" size="xs" leftSection={<Plus />}>
              {add}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {Object.entries(kinds).map(([kind, { label }]) => (
              <Menu.Item key={kind} onClick={() => form.insertListItem(list, make(kind))}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  )
}

type InputProps = ReturnType<UseFormReturnType<DefinitionDraft>["getInputProps"]>

function Field({ field, units, props }: { field: SpecField; units: string[]; props: InputProps }) {
  const { label, placeholder } = field
  switch (field.input) {
    case "unit":
      return <Select label={label} data={[...new Set(units)].filter((unit) => unit !== ".service")} {...props} />
    case "number":
      return <NumberInput label={label} allowDecimal={false} hideControls {...props} />
    case "seconds":
      return (
        <NumberInput
          label={label}
          hideControls
          {...props}
          value={Number(props.value) / 1_000}
          onChange={(seconds) => props.onChange(Math.round(Number(seconds) * 1_000))}
        />
      )
    case "list":
      return <TagsInput label={label} {...props} />
    case "key":
      return <TextInput label={label} placeholder={placeholder} classNames={{ input: "mono" }} {...props} />
    case "text":
      return <TextInput label={label} placeholder={placeholder} {...props} />
  }
}
