"use client"
import { ActionIcon, Button, MultiSelect, NumberInput, Select, TagsInput, TextInput, Tooltip } from "@mantine/core"
import type { UseFormReturnType } from "@mantine/form"
import { UnitVerb } from "@signalbox/protocol/policy"
import { Plus, Trash2 } from "lucide-react"
import classes from "./enrol.module.css"
import { EMPTY_ENV, type PolicyDraft, REDIS_PLACE_NAMES } from "./policy-draft.ts"

const MODES = ["0600", "0640", "0660", "0400", "0440"]

type Form = UseFormReturnType<{ serverName: string; labels: string[]; policy: PolicyDraft }>

/** The host policy, entry by entry; every entry is literal. */
export function PolicyFields({ form }: { form: Form }) {
  return (
    <>
      {form.values.policy.env.map((entry, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no other name, and the form addresses them by place
        <fieldset key={at} className={classes["entry"]}>
          <legend>
            Env file {at + 1}
            <Tooltip label="Take this file out">
              <ActionIcon
                size="xs"
                aria-label={`Take env file ${at + 1} out`}
                onClick={() => form.removeListItem("policy.env", at)}
              >
                <Trash2 className="icon" />
              </ActionIcon>
            </Tooltip>
          </legend>
          <TextInput
            label="Path"
            placeholder="/opt/app/.env"
            classNames={{ input: "mono" }}
            {...form.getInputProps(`policy.env.${at}.path`)}
          />
          <div className={classes["three"]}>
            <TextInput label="Owner" placeholder="app" {...form.getInputProps(`policy.env.${at}.owner`)} />
            <TextInput
              label="Group"
              placeholder={entry.owner || "as owner"}
              {...form.getInputProps(`policy.env.${at}.group`)}
            />
            <MultiSelect label="Modes" data={MODES} {...form.getInputProps(`policy.env.${at}.modes`)} />
          </div>
          <TagsInput
            label="Units that restart with it"
            placeholder="app-api.service"
            {...form.getInputProps(`policy.env.${at}.units`)}
          />
        </fieldset>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Plus />}
          onClick={() => form.insertListItem("policy.env", EMPTY_ENV)}
        >
          Another env file
        </Button>
      </div>
      <MultiSelect label="What may be done to units" data={UnitVerb.options} {...form.getInputProps("policy.verbs")} />
      <TagsInput
        label="Other units"
        description="Whose state or journal a check reads, though no file of above restarts them."
        {...form.getInputProps("policy.extraUnits")}
      />
      <TagsInput
        label="Where checks may connect to"
        description="HOST:PORT, besides the server itself."
        placeholder="203.0.113.9:6379"
        {...form.getInputProps("policy.probes")}
      />
      <TagsInput
        label="Files whose age a check may read"
        placeholder="/opt/app/cookies.txt"
        {...form.getInputProps("policy.watchedFiles")}
      />
      <div className={classes["three"]}>
        <Select
          label="A Redis of its own"
          description="May be installed, configured and taken away."
          data={[...REDIS_PLACE_NAMES]}
          allowDeselect={false}
          {...form.getInputProps("policy.redis.place")}
        />
        {form.values.policy.redis.place === "none" ? null : (
          <NumberInput
            label="Memory at most, MB"
            description="However it is configured."
            min={16}
            {...form.getInputProps("policy.redis.memoryMb")}
          />
        )}
      </div>
    </>
  )
}
