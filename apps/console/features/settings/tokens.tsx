"use client"
import { Button } from "@mantine/core"
import type { TokenView } from "@signalbox/domain/access/schema"
import { useInfiniteQuery, useMutation } from "@tanstack/react-query"
import { Age } from "../../design/age.tsx"
import { useNow } from "../../design/clock.ts"
import type { Column } from "../../design/data-table.tsx"
import { Status } from "../../design/lamp.tsx"
import { PagedList } from "../../design/paged-list.tsx"
import { EmptyState } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { tell, tellProblem } from "../../design/tell.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { NewToken } from "./new-token.tsx"

/** What programs call the API with. */
export function Tokens() {
  const trpc = useTRPC()
  const now = useNow()
  const tokens = useInfiniteQuery(
    trpc.access.tokens.list.infiniteQueryOptions({ limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
  )
  const changed = () => void tokens.refetch()
  const isOver = (token: TokenView) => token.revokedAt !== null || new Date(token.expiresAt).getTime() <= now
  const columns: Column<TokenView>[] = [
    {
      head: "Token",
      phone: "title",
      cell: ({ name, prefix }) => (
        <>
          <div className={table["name"]}>{name}</div>
          <div className={`${table["under"]} mono`}>{prefix}…</div>
        </>
      ),
    },
    { head: "Role", cell: ({ role }) => role },
    { head: "State", cell: (token) => <TokenState token={token} isOver={isOver(token)} /> },
    { head: "Last used", cell: ({ lastUsedAt }) => <Age at={lastUsedAt} ago /> },
    {
      head: "Made",
      cell: ({ createdAt, createdBy }) => (
        <>
          <Age at={createdAt} ago /> <span className="dim">by {createdBy}</span>
        </>
      ),
    },
    {
      head: "Actions",
      silent: true,
      right: true,
      phone: "corner",
      cell: (token) => (isOver(token) ? null : <Revoke token={token} changed={changed} />),
    },
  ]
  return (
    <>
      <NewToken made={changed} />
      <PagedList
        list={tokens}
        label="Tokens"
        thing={["token", "tokens"]}
        columns={columns}
        rowKey={(token) => token.id}
        isOld={isOver}
        empty={
          <EmptyState title="No token yet">
            A token lets a program call the API as <code>Authorization: Bearer sbx_…</code>, with a role and an end.
          </EmptyState>
        }
      />
    </>
  )
}

function TokenState({ token, isOver }: { token: TokenView; isOver: boolean }) {
  if (!isOver)
    return (
      <>
        works for <Age at={token.expiresAt} ahead />
      </>
    )
  return token.revokedAt ? (
    <Status lamp="revoked" size="s">
      revoked
    </Status>
  ) : (
    <Status lamp="expired" size="s">
      expired
    </Status>
  )
}

function Revoke({ token, changed }: { token: TokenView; changed: () => void }) {
  const trpc = useTRPC()
  const revoke = useMutation(
    trpc.access.tokens.revoke.mutationOptions({
      onSuccess: () => {
        tell(`“${token.name}” is revoked`)
        changed()
      },
      onError: tellProblem,
    }),
  )
  return (
    <Button size="xs" variant="default" onClick={() => revoke.mutate({ tokenId: token.id })}>
      Revoke
    </Button>
  )
}
