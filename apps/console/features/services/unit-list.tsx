"use client"
import { ActionIcon, Button, TextInput, Tooltip } from "@mantine/core"
import type { UseFormReturnType } from "@mantine/form"
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react"
import { type DefinitionDraft, rowId } from "./definition-draft.ts"
import classes from "./services.module.css"

/** Units in the order in which they restart. */
export function UnitList({ form }: { form: UseFormReturnType<DefinitionDraft> }) {
  const { units } = form.values
  return (
    <div className={classes["fields"]}>
      {units.length > 0 ? (
        <ol className={classes["rows"]}>
          {units.map((unit, at) => (
            <li key={unit.id} className={classes["unitRow"]}>
              <span className={classes["order"]}>{at + 1}</span>
              <TextInput
                aria-label={`Unit ${at + 1}`}
                placeholder="app-api.service"
                classNames={{ input: "mono" }}
                {...form.getInputProps(`units.${at}.name`)}
              />
              <span className={classes["tools"]}>
                <Tooltip label="Earlier">
                  <ActionIcon
                    aria-label={`Restart unit ${at + 1} earlier`}
                    disabled={at === 0}
                    onClick={() => form.reorderListItem("units", { from: at, to: at - 1 })}
                  >
                    <ArrowUp className="icon" />
                  </ActionIcon>
                </Tooltip>
                <Tooltip label="Later">
                  <ActionIcon
                    aria-label={`Restart unit ${at + 1} later`}
                    disabled={at === units.length - 1}
                    onClick={() => form.reorderListItem("units", { from: at, to: at + 1 })}
                  >
                    <ArrowDown className="icon" />
                  </ActionIcon>
                </Tooltip>
                <Tooltip label="Take out">
                  <ActionIcon aria-label={`Take unit ${at + 1} out`} onClick={() => form.removeListItem("units", at)}>
                    <Trash2 className="icon" />
                  </ActionIcon>
                </Tooltip>
              </span>
            </li>
          ))}
        </ol>
      ) : null}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Plus />}
          onClick={() => form.insertListItem("units", { id: rowId(), name: "" })}
        >
          Add a unit
        </Button>
      </div>
    </div>
  )
}
