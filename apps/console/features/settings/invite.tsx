"use client"
import { Button, TextInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import type { InvitationCreatedView, Role } from "@signalbox/domain/access/schema"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { Age } from "../../design/age.tsx"
import { Card } from "../../design/page.tsx"
import { CopyLine } from "../../design/plate.tsx"
import { ErrorPanel } from "../../design/states.tsx"
import { tellProblem } from "../../design/tell.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { RoleSelect } from "./role-select.tsx"
import classes from "./settings.module.css"

/** Makes a link that makes an account, and lists those that nobody has used yet. */
export function Invite() {
  const trpc = useTRPC()
  const [made, setMade] = useState<InvitationCreatedView | null>(null)
  const invitations = useQuery(trpc.access.users.invitations.queryOptions())
  const form = useForm<{ email: string; role: Role }>({
    initialValues: { email: "", role: "operator" },
    validate: { email: (email) => (/^\S+@\S+\.\S+$/.test(email.trim()) ? null : "Give an e-mail address.") },
  })
  const invite = useMutation(
    trpc.access.users.invite.mutationOptions({
      onSuccess: (view) => {
        setMade(view)
        form.reset()
        void invitations.refetch()
      },
    }),
  )
  const revoke = useMutation(
    trpc.access.users.revokeInvitation.mutationOptions({
      onSuccess: () => void invitations.refetch(),
      onError: tellProblem,
    }),
  )
  return (
    <Card title="Invite someone">
      <form
        noValidate
        onSubmit={form.onSubmit(({ email, role }) => invite.mutate({ email: email.trim(), role }))}
        style={{ display: "grid", gap: 14 }}
      >
        <div className={classes["inline"]}>
          <TextInput label="E-mail" type="email" className={classes["grow"] ?? ""} {...form.getInputProps("email")} />
          <RoleSelect {...form.getInputProps("role")} />
          <Button type="submit" loading={invite.isPending}>
            Make the link
          </Button>
        </div>
        {invite.error ? <ErrorPanel error={invite.error} /> : null}
        {made ? (
          <div>
            <p style={{ marginBottom: 6 }}>
              Send this to {made.email} yourself. It is shown once, works once, and ends in{" "}
              <Age at={made.expiresAt} ahead />.
            </p>
            <CopyLine value={made.link} label="the invitation link" />
          </div>
        ) : null}
        {(invitations.data ?? []).map((open) => (
          <div key={open.id} className={classes["inline"]} style={{ alignItems: "center" }}>
            <span className={classes["grow"]}>
              {open.email}, {open.role}{" "}
              <span className="dim">
                · ends in <Age at={open.expiresAt} ahead />
              </span>
            </span>
            <Button size="xs" variant="default" onClick={() => revoke.mutate({ invitationId: open.id })}>
              Revoke
            </Button>
          </div>
        ))}
      </form>
    </Card>
  )
}
