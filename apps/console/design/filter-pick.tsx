"use client"
import { Menu, TextInput, UnstyledButton } from "@mantine/core"
import { Check, ChevronDown, Search } from "lucide-react"
import { type ReactNode, useState } from "react"
import classes from "./filter-bar.module.css"

type FilterPickProps = {
  word: string
  /** What the choice is called; undefined when there is none. */
  chosen: string | undefined
  value: string | undefined
  /** What fits the text that was typed. */
  options: { value: string; label: ReactNode }[]
  /** How many more would fit than are shown. */
  more: number
  typed: string
  type: (text: string) => void
  change: (value: string | undefined) => void
}

/** One dimension of the filter whose choices are too many to list: they are searched on the server. */
export function FilterPick({ word, chosen, value, options, more, typed, type, change }: FilterPickProps) {
  const [opened, setOpened] = useState(false)
  return (
    <Menu opened={opened} onChange={setOpened} onClose={() => type("")} width={260}>
      <Menu.Target>
        <UnstyledButton className={classes["chip"]} data-on={value ? true : undefined}>
          {word} <b>{value ? (chosen ?? "…") : "any"}</b>
          <ChevronDown aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <TextInput
          size="xs"
          data-autofocus
          aria-label={`Find a ${word.toLowerCase()}`}
          placeholder={`Find a ${word.toLowerCase()}`}
          leftSection={<Search className="icon" />}
          value={typed}
          onChange={(event) => type(event.currentTarget.value)}
        />
        <div className={classes["found"]}>
          {[{ value: undefined, label: "any" }, ...options].map((option) => (
            <Menu.Item
              key={option.value ?? ""}
              onClick={() => change(option.value)}
              rightSection={option.value === value ? <Check className="icon" aria-label="chosen" /> : null}
            >
              {option.label}
            </Menu.Item>
          ))}
        </div>
        {more > 0 ? <Menu.Label>{more.toLocaleString("en")} more: type to narrow.</Menu.Label> : null}
      </Menu.Dropdown>
    </Menu>
  )
}
