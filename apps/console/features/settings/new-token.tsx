"use client"
import { Button, NumberInput, TextInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import type { Role, TokenCreatedView } from "@signalbox/domain/access/schema"
import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { Lamp } from "../../design/lamp.tsx"
import { Card, Note } from "../../design/page.tsx"
import { CopyLine } from "../../design/plate.tsx"
import { ErrorPanel } from "../../design/states.tsx"
import { useTRPC } from "../../trpc/client.tsx"
import { useMe } from "../shell/me.tsx"
import { RoleSelect } from "./role-select.tsx"
import classes from "./settings.module.css"

/** Makes a token, and shows it this once. */
export function NewToken({ made }: { made: () => void }) {
  const trpc = useTRPC()
  const me = useMe()
  const [token, setToken] = useState<TokenCreatedView | null>(null)
  const form = useForm<{ name: string; role: Role; expiresInDays: number }>({
    initialValues: { name: "", role: "viewer", expiresInDays: 90 },
    validate: {
      name: (name) => (name.trim() ? null : "Say what it is for."),
      expiresInDays: (days) => (days >= 1 && days <= 365 ? null : "1 to 365 days."),
    },
  })
  const create = useMutation(
    trpc.access.tokens.create.mutationOptions({
      onSuccess: (view) => {
        setToken(view)
        form.reset()
        made()
      },
    }),
  )
  return (
    <Card title="New token">
      <form noValidate style={{ display: "grid", gap: 14 }} onSubmit={form.onSubmit((values) => create.mutate(values))}>
        <div className={classes["inline"]}>
          <TextInput
            label="What is it for?"
            placeholder="nightly report"
            className={classes["grow"] ?? ""}
            {...form.getInputProps("name")}
          />
          <RoleSelect upTo={me.role} {...form.getInputProps("role")} />
          <NumberInput label="Days" w={90} min={1} max={365} {...form.getInputProps("expiresInDays")} />
          <Button type="submit" loading={create.isPending}>
            Make a token
          </Button>
        </div>
        {create.error ? <ErrorPanel error={create.error} /> : null}
        {token ? (
          <Note tone="clear">
            <Lamp kind="clear" />
            <div style={{ flex: 1, minWidth: 0, display: "grid", gap: 6 }}>
              <strong>Copy it now: it is shown once and kept nowhere.</strong>
              <CopyLine value={token.token} label="the token" />
            </div>
          </Note>
        ) : null}
      </form>
    </Card>
  )
}
