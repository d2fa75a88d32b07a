"use client"
import { Button, Menu, TextInput, UnstyledButton } from "@mantine/core"
import { useDebouncedCallback, useDisclosure } from "@mantine/hooks"
import { Check, ChevronDown, Search, SlidersHorizontal } from "lucide-react"
import { type ReactNode, useState } from "react"
import classes from "./filter-bar.module.css"

type FilterBarProps = {
  /** The free-text field. */
  text: ReactNode
  /** The menus; on a phone they wait behind a button. */
  children?: ReactNode
  /** How it is shown, at the right; on a phone behind the same button. */
  looks?: ReactNode
  /** How many of the menus hold a choice. */
  chosen?: number
}

export function FilterBar({ text, children, looks, chosen = 0 }: FilterBarProps) {
  const [isOpen, { toggle }] = useDisclosure(false)
  return (
    <search className={classes["bar"]} data-open={isOpen || undefined}>
      {text}
      {children ? (
        <Button
          variant="default"
          className={`${classes["more"]} only-phone`}
          leftSection={<SlidersHorizontal />}
          aria-expanded={isOpen}
          aria-label={`Filters, ${chosen} chosen`}
          onClick={toggle}
        >
          {chosen > 0 ? chosen : "Filters"}
        </Button>
      ) : null}
      <div className={classes["menus"]}>{children}</div>
      {looks ? <div className={classes["looks"]}>{looks}</div> : null}
    </search>
  )
}

type FilterTextProps = { label: string; value: string; change: (value: string) => void }

/** Free text; `/` jumps here. */
export function FilterText({ label, value, change }: FilterTextProps) {
  const [typed, setTyped] = useState(value)
  const [asked, setAsked] = useState(value)
  const settle = useDebouncedCallback((text: string) => change(text), 200)
  // The URL changed by other means, such as the back button.
  if (value !== asked) {
    setAsked(value)
    setTyped(value)
  }
  return (
    <TextInput
      className={classes["text"] ?? ""}
      data-filter
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<Search className="icon" />}
      rightSection={<kbd className="no-phone">/</kbd>}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        settle(event.currentTarget.value)
      }}
      onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
    />
  )
}

type FilterMenuProps = {
  word: string
  value: string | undefined
  options: { value: string; label: ReactNode }[]
  change: (value: string | undefined) => void
  /** What no choice is called. */
  any?: string
  icon?: ReactNode
}

/** One dimension of the filter: a word and its choice. */
export function FilterMenu({ word, value, options, change, any = "any", icon }: FilterMenuProps) {
  const chosen = options.find((option) => option.value === value)
  return (
    <Menu>
      <Menu.Target>
        <UnstyledButton className={classes["chip"]} data-on={chosen ? true : undefined}>
          {icon}
          {word} <b>{chosen?.label ?? any}</b>
          <ChevronDown aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
        {[{ value: undefined, label: any }, ...options].map((option) => (
          <Menu.Item
            key={option.value ?? ""}
            onClick={() => change(option.value)}
            rightSection={option.value === chosen?.value ? <Check className="icon" aria-label="chosen" /> : null}
          >
            {option.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
