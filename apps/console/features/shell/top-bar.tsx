"use client"
import { ActionIcon, Tooltip, UnstyledButton } from "@mantine/core"
import { spotlight } from "@mantine/spotlight"
import { Keyboard, Search } from "lucide-react"
import Link from "next/link"
import { Mark } from "../../design/mark.tsx"
import { ModKey } from "../../design/mod-key.tsx"
import { LiveDot } from "./live-dot.tsx"
import { SchemeMenu } from "./scheme-menu.tsx"
import classes from "./shell.module.css"
import { UserMenu } from "./user-menu.tsx"

type TopBarProps = { slot: (element: HTMLElement | null) => void; openSheet: () => void }

export function TopBar({ slot, openSheet }: TopBarProps) {
  return (
    <div className={classes["top"]}>
      <Link href="/fleet" className={`${classes["homePhone"]} only-phone`} aria-label="Fleet">
        <Mark />
      </Link>
      <nav aria-label="Breadcrumb" ref={slot} className={classes["crumbSlot"]} />
      <UnstyledButton className={`${classes["find"]} no-phone`} onClick={spotlight.open}>
        <Search className="icon" aria-hidden="true" />
        <span>Find servers, services, keys, actions</span>
        <kbd>
          <ModKey /> K
        </kbd>
      </UnstyledButton>
      <span className="no-phone">
        <LiveDot />
      </span>
      <span className="no-phone">
        <SchemeMenu />
      </span>
      <Tooltip label="Shortcuts (?)">
        <ActionIcon className="no-phone" aria-label="Shortcuts" onClick={openSheet}>
          <Keyboard className="icon" />
        </ActionIcon>
      </Tooltip>
      <ActionIcon className={`${classes["findPhone"]} only-phone`} aria-label="Find" onClick={spotlight.open}>
        <Search className="icon" />
      </ActionIcon>
      <UserMenu />
    </div>
  )
}
