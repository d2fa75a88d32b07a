"use client"
import { Button, Menu, Select, TextInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import { type InvitationCreatedView, ROLES, type Role, type UserView } from "@signalbox/domain/access/schema"
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { Age } from "../../design/age.tsx"
import { Status } from "../../design/lamp.tsx"
import { ListFoot } from "../../design/list-foot.tsx"
import { Card } from "../../design/page.tsx"
import { CopyLine } from "../../design/plate.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { TableScroll } from "../../design/table-scroll.tsx"
import { tell, tellProblem } from "../../design/tell.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { useMe } from "../shell/me.tsx"
import classes from "./settings.module.css"

/** What each role may, in a line. */
export const ROLE_OPTIONS: { value: Role; label: string }[] = [
  { value: "viewer", label: "viewer: reads everything, secrets masked" },
  { value: "operator", label: "operator: changes env, services and rollouts, enrols servers" },
  { value: "admin", label: "admin: also people, tokens, revoking and removing servers" },
]

export function People() {
  return (
    <>
      <Invite />
      <Users />
    </>
  )
}

function Invite() {
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
          <Select
            label="Role"
            data={ROLE_OPTIONS}
            allowDeselect={false}
            className={classes["grow"] ?? ""}
            {...form.getInputProps("role")}
          />
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

function Users() {
  const trpc = useTRPC()
  const users = useInfiniteQuery(
    trpc.access.users.list.infiniteQueryOptions({ limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
  )
  if (users.error) return <ErrorPanel error={users.error} retry={users.refetch} />
  if (!users.data)
    return (
      <Card flush>
        <RowSkeleton rows={3} />
      </Card>
    )
  const people = users.data.pages.flatMap((page) => page.items)
  return (
    <>
      <TableScroll label="People">
        <table className={table["table"]}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Role</th>
              <th scope="col">State</th>
              <th scope="col">Last seen</th>
              <th scope="col">Sessions</th>
              <th scope="col">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {people.map((user) => (
              <UserRow key={user.id} user={user} />
            ))}
          </tbody>
        </table>
      </TableScroll>
      <ListFoot
        shown={people.length}
        total={users.data.pages[0]?.total ?? people.length}
        thing={["person", "people"]}
        more={users}
      />
    </>
  )
}

function UserRow({ user }: { user: UserView }) {
  const trpc = useTRPC()
  const me = useMe()
  const done = { onSuccess: () => tell(`${user.name} is changed`), onError: tellProblem }
  const changeRole = useMutation(trpc.access.users.changeRole.mutationOptions(done))
  const setDisabled = useMutation(trpc.access.users.setDisabled.mutationOptions(done))
  const isMe = me.id === user.id
  return (
    <tr data-old={user.isDisabled || undefined}>
      <td>
        <div className={table["name"]}>{user.name}</div>
        <div className={classes["under"]}>{user.email}</div>
      </td>
      <td>{user.role}</td>
      <td>
        {user.isDisabled ? (
          <Status lamp="revoked" size="s">
            disabled
          </Status>
        ) : (
          <span className="dim">may sign in</span>
        )}
      </td>
      <td>
        <Age at={user.lastSeenAt} ago />
      </td>
      <td>{user.sessions}</td>
      <td className={table["right"]}>
        {isMe ? (
          <span className="dim">you</span>
        ) : (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button size="xs" variant="default">
                Change
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>Role</Menu.Label>
              {ROLES.map((role) => (
                <Menu.Item
                  key={role}
                  disabled={role === user.role}
                  onClick={() => changeRole.mutate({ userId: user.id, role })}
                >
                  Make {role}
                </Menu.Item>
              ))}
              <Menu.Divider />
              <Menu.Item onClick={() => setDisabled.mutate({ userId: user.id, isDisabled: !user.isDisabled })}>
                {user.isDisabled ? "Let sign in again" : "Disable, and end all sessions"}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </td>
    </tr>
  )
}
