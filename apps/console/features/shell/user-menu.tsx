"use client"
import { Menu, UnstyledButton } from "@mantine/core"
import { useMutation } from "@tanstack/react-query"
import { KeyRound, LogOut } from "lucide-react"
import Link from "next/link"
import { initials } from "../../design/words.ts"
import { signOut } from "../access/auth-request.ts"
import { useMe } from "./me.tsx"
import classes from "./shell.module.css"

export function UserMenu() {
  const me = useMe()
  const leave = useMutation({ mutationFn: signOut, onSuccess: () => window.location.assign("/sign-in") })
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton
          className={classes["avatar"]}
          aria-label={`${initials(me.name)}: account of ${me.name}, ${me.role}`}
        >
          {initials(me.name)}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.name}, {me.role}
          {me.email ? <div>{me.email}</div> : null}
        </Menu.Label>
        <Menu.Item component={Link} href="/settings?tab=you" leftSection={<KeyRound className="icon" />}>
          Password and sessions
        </Menu.Item>
        <Menu.Item leftSection={<LogOut className="icon" />} onClick={() => leave.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
