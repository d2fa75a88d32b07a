"use client"
import { Button, Menu } from "@mantine/core"
import { ROLES, type UserView } from "@signalbox/domain/access/schema"
import { useInfiniteQuery, useMutation } from "@tanstack/react-query"
import { Age } from "../../design/age.tsx"
import type { Column } from "../../design/data-table.tsx"
import { Status } from "../../design/lamp.tsx"
import { PagedList } from "../../design/paged-list.tsx"
import { EmptyState } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { tell, tellProblem } from "../../design/tell.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { useMe } from "../shell/me.tsx"
import { Invite } from "./invite.tsx"

/** Who may come in, and as what. */
export function People() {
  const trpc = useTRPC()
  const users = useInfiniteQuery(
    trpc.access.users.list.infiniteQueryOptions({ limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
  )
  return (
    <>
      <Invite />
      <PagedList
        list={users}
        label="People"
        thing={["person", "people"]}
        columns={COLUMNS}
        rowKey={(user) => user.id}
        isOld={(user) => user.isDisabled}
        empty={<EmptyState title="Nobody is here">Invite someone with the form above.</EmptyState>}
      />
    </>
  )
}

const COLUMNS: Column<UserView>[] = [
  {
    head: "Name",
    phone: "title",
    cell: ({ name, email }) => (
      <>
        <div className={table["name"]}>{name}</div>
        <div className={table["under"]}>{email}</div>
      </>
    ),
  },
  { head: "Role", cell: ({ role }) => role },
  {
    head: "State",
    cell: ({ isDisabled }) =>
      isDisabled ? (
        <Status lamp="revoked" size="s">
          disabled
        </Status>
      ) : (
        <span className="dim">may sign in</span>
      ),
  },
  { head: "Last seen", cell: ({ lastSeenAt }) => <Age at={lastSeenAt} ago /> },
  { head: "Sessions", right: true, cell: ({ sessions }) => sessions },
  { head: "Actions", silent: true, right: true, phone: "corner", cell: (user) => <ChangeMenu user={user} /> },
]

function ChangeMenu({ user }: { user: UserView }) {
  const trpc = useTRPC()
  const me = useMe()
  const done = { onSuccess: () => tell(`${user.name} is changed`), onError: tellProblem }
  const changeRole = useMutation(trpc.access.users.changeRole.mutationOptions(done))
  const setDisabled = useMutation(trpc.access.users.setDisabled.mutationOptions(done))
  if (me.id === user.id) return <span className="dim">you</span>
  return (
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
  )
}
