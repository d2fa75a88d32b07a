"use client"
import { Button, NumberInput, Select, TextInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import { ROLES, type Role, type TokenCreatedView, type TokenView } from "@signalbox/domain/access/schema"
import { useInfiniteQuery, useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { Age } from "../../design/age.tsx"
import { useNow } from "../../design/clock.ts"
import { Lamp, Status } from "../../design/lamp.tsx"
import { ListFoot } from "../../design/list-foot.tsx"
import { Card, Note } from "../../design/page.tsx"
import { CopyLine } from "../../design/plate.tsx"
import { EmptyState, ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { TableScroll } from "../../design/table-scroll.tsx"
import { tell, tellProblem } from "../../design/tell.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { useMe } from "../shell/me.tsx"
import { ROLE_OPTIONS } from "./people.tsx"
import classes from "./settings.module.css"

export function Tokens() {
  const trpc = useTRPC()
  const tokens = useInfiniteQuery(
    trpc.access.tokens.list.infiniteQueryOptions({ limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
  )
  const items = tokens.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <NewToken made={() => void tokens.refetch()} />
      {tokens.error ? <ErrorPanel error={tokens.error} retry={tokens.refetch} /> : null}
      {tokens.isPending ? (
        <Card flush>
          <RowSkeleton rows={3} />
        </Card>
      ) : null}
      {tokens.data && items.length === 0 ? (
        <Card>
          <EmptyState title="No token yet">
            A token lets a program call the API as <code>Authorization: Bearer sbx_…</code>, with a role and an end.
          </EmptyState>
        </Card>
      ) : null}
      {items.length > 0 ? (
        <>
          <TableScroll label="Tokens">
            <table className={table["table"]}>
              <thead>
                <tr>
                  <th scope="col">Token</th>
                  <th scope="col">Role</th>
                  <th scope="col">State</th>
                  <th scope="col">Last used</th>
                  <th scope="col">Made</th>
                  <th scope="col">
                    <span className="sr-only">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((token) => (
                  <TokenRow key={token.id} token={token} changed={() => void tokens.refetch()} />
                ))}
              </tbody>
            </table>
          </TableScroll>
          <ListFoot
            shown={items.length}
            total={tokens.data?.pages[0]?.total ?? items.length}
            thing={["token", "tokens"]}
            more={tokens}
          />
        </>
      ) : null}
    </>
  )
}

function NewToken({ made }: { made: () => void }) {
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
  const mine = ROLE_OPTIONS.filter((option) => ROLES.indexOf(option.value) <= ROLES.indexOf(me.role))
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
          <Select
            label="Role"
            data={mine}
            allowDeselect={false}
            className={classes["grow"] ?? ""}
            {...form.getInputProps("role")}
          />
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

function TokenRow({ token, changed }: { token: TokenView; changed: () => void }) {
  const trpc = useTRPC()
  const now = useNow()
  const revoke = useMutation(
    trpc.access.tokens.revoke.mutationOptions({
      onSuccess: () => {
        tell(`“${token.name}” is revoked`)
        changed()
      },
      onError: tellProblem,
    }),
  )
  const isOver = token.revokedAt !== null || new Date(token.expiresAt).getTime() <= now
  return (
    <tr data-old={isOver || undefined}>
      <td>
        <div className={table["name"]}>{token.name}</div>
        <div className={`${classes["under"]} mono`}>{token.prefix}…</div>
      </td>
      <td>{token.role}</td>
      <td>
        {token.revokedAt ? (
          <Status lamp="revoked" size="s">
            revoked
          </Status>
        ) : isOver ? (
          <Status lamp="expired" size="s">
            expired
          </Status>
        ) : (
          <span>
            works for <Age at={token.expiresAt} ahead />
          </span>
        )}
      </td>
      <td>
        <Age at={token.lastUsedAt} ago />
      </td>
      <td>
        <Age at={token.createdAt} ago /> <span className="dim">by {token.createdBy}</span>
      </td>
      <td className={table["right"]}>
        {isOver ? null : (
          <Button size="xs" variant="default" onClick={() => revoke.mutate({ tokenId: token.id })}>
            Revoke
          </Button>
        )}
      </td>
    </tr>
  )
}
