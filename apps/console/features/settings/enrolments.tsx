"use client"
import { Button } from "@mantine/core"
import type { EnrolmentState, EnrolmentView } from "@signalbox/domain/servers/schema"
import { useInfiniteQuery, useMutation } from "@tanstack/react-query"
import { Plus } from "lucide-react"
import Link from "next/link"
import { Age } from "../../design/age.tsx"
import { Status } from "../../design/lamp.tsx"
import type { LampKind } from "../../design/lamp-sprite.tsx"
import { ListFoot } from "../../design/list-foot.tsx"
import { Card } from "../../design/page.tsx"
import { Tag } from "../../design/plate.tsx"
import { EmptyState, ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { TableScroll } from "../../design/table-scroll.tsx"
import { tell, tellProblem } from "../../design/tell.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { useHasRole } from "../shell/me.tsx"
import classes from "./settings.module.css"

export const ENROLMENT_LAMPS: Record<EnrolmentState, LampKind> = {
  waiting: "pending",
  installing: "verifying",
  failed: "danger",
  enrolled: "clear",
  expired: "expired",
  revoked: "revoked",
}

/** The lines that were made to be pasted, and what became of each. */
export function Enrolments() {
  const trpc = useTRPC()
  const isOperator = useHasRole("operator")
  const list = useInfiniteQuery(
    trpc.enrolments.list.infiniteQueryOptions({ limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
  )
  const enrol = isOperator ? (
    <Button component={Link} href="/fleet?enrol=new" leftSection={<Plus />}>
      Enrol a server
    </Button>
  ) : null
  if (list.error) return <ErrorPanel error={list.error} retry={list.refetch} />
  if (!list.data)
    return (
      <Card flush>
        <RowSkeleton rows={4} />
      </Card>
    )
  const items = list.data.pages.flatMap((page) => page.items)
  if (items.length === 0)
    return (
      <Card>
        <EmptyState title="No server was enrolled yet" action={enrol}>
          One pasted line brings a server into the fleet. Each line works once.
        </EmptyState>
      </Card>
    )
  return (
    <>
      <TableScroll label="Enrolments">
        <table className={table["table"]}>
          <thead>
            <tr>
              <th scope="col">Server</th>
              <th scope="col">State</th>
              <th scope="col">Labels</th>
              <th scope="col">Made</th>
              <th scope="col">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((enrolment) => (
              <EnrolmentRow key={enrolment.id} enrolment={enrolment} />
            ))}
          </tbody>
        </table>
      </TableScroll>
      <ListFoot
        shown={items.length}
        total={list.data.pages[0]?.total ?? items.length}
        thing={["enrolment", "enrolments"]}
        more={list}
      />
    </>
  )
}

function EnrolmentRow({ enrolment }: { enrolment: EnrolmentView }) {
  const trpc = useTRPC()
  const isOperator = useHasRole("operator")
  const revoke = useMutation(
    trpc.enrolments.revoke.mutationOptions({ onSuccess: () => tell("The line is revoked"), onError: tellProblem }),
  )
  const isOpen = enrolment.state === "waiting" || enrolment.state === "installing" || enrolment.state === "failed"
  return (
    <tr>
      <td>
        {enrolment.serverId ? (
          <Link href={`/servers/${enrolment.serverId}`} className={table["name"]}>
            {enrolment.serverName ?? "a server"}
          </Link>
        ) : (
          (enrolment.serverName ?? <span className="dim">named by its host</span>)
        )}
      </td>
      <td>
        <Status lamp={ENROLMENT_LAMPS[enrolment.state]} size="s">
          {enrolment.state}
        </Status>
        {enrolment.stepFailed || (enrolment.step && isOpen) ? (
          <div className={classes["under"]}>{enrolment.stepFailed ?? enrolment.step}</div>
        ) : null}
      </td>
      <td>
        {Object.entries(enrolment.labels).map(([key, value]) => (
          <Tag key={key}>
            {key}={value}
          </Tag>
        ))}
      </td>
      <td>
        <Age at={enrolment.createdAt} ago />
        {isOpen ? (
          <div className={classes["under"]}>
            ends in <Age at={enrolment.expiresAt} ahead />
          </div>
        ) : null}
      </td>
      <td className={table["right"]}>
        {isOpen && isOperator ? (
          <Button size="xs" variant="default" onClick={() => revoke.mutate({ enrolmentId: enrolment.id })}>
            Revoke
          </Button>
        ) : null}
      </td>
    </tr>
  )
}
