"use client"
import { Button } from "@mantine/core"
import type { EnrolmentState, EnrolmentView } from "@signalbox/domain/servers/schema"
import { useInfiniteQuery, useMutation } from "@tanstack/react-query"
import { Plus } from "lucide-react"
import Link from "next/link"
import { Age } from "../../design/age.tsx"
import type { Column } from "../../design/data-table.tsx"
import { Status } from "../../design/lamp.tsx"
import type { LampKind } from "../../design/lamp-sprite.tsx"
import { PagedList } from "../../design/paged-list.tsx"
import { Tags } from "../../design/plate.tsx"
import { EmptyState } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { tell, tellProblem } from "../../design/tell.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { useHasRole } from "../shell/me.tsx"

export const ENROLMENT_LAMPS: Record<EnrolmentState, LampKind> = {
  waiting: "pending",
  installing: "verifying",
  failed: "danger",
  enrolled: "clear",
  expired: "expired",
  revoked: "revoked",
}

const isOpen = ({ state }: EnrolmentView) => state === "waiting" || state === "installing" || state === "failed"

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
  return (
    <PagedList
      list={list}
      label="Enrolments"
      thing={["enrolment", "enrolments"]}
      columns={COLUMNS}
      rowKey={(enrolment) => enrolment.id}
      empty={
        <EmptyState title="No server was enrolled yet" action={enrol}>
          One pasted line brings a server into the fleet. Each line works once.
        </EmptyState>
      }
    />
  )
}

const COLUMNS: Column<EnrolmentView>[] = [
  {
    head: "Server",
    phone: "title",
    cell: ({ serverId, serverName }) =>
      serverId ? (
        <Link href={`/servers/${serverId}`} className={table["name"]}>
          {serverName ?? "a server"}
        </Link>
      ) : (
        (serverName ?? <span className="dim">named by its host</span>)
      ),
  },
  {
    head: "State",
    phone: "corner",
    cell: (enrolment) => (
      <>
        <Status lamp={ENROLMENT_LAMPS[enrolment.state]} size="s" quiet={enrolment.state === "enrolled"}>
          {enrolment.state}
        </Status>
        <div className={table["under"]}>{enrolment.stepFailed ?? (isOpen(enrolment) ? enrolment.step : null)}</div>
      </>
    ),
  },
  { head: "Labels", phone: "wide", cell: ({ labels }) => <Tags labels={labels} /> },
  {
    head: "Made",
    cell: (enrolment) => (
      <>
        <Age at={enrolment.createdAt} ago />
        {isOpen(enrolment) ? (
          <div className={table["under"]}>
            ends in <Age at={enrolment.expiresAt} ahead />
          </div>
        ) : null}
      </>
    ),
  },
  {
    head: "Actions",
    silent: true,
    right: true,
    cell: (enrolment) => (isOpen(enrolment) ? <Revoke enrolmentId={enrolment.id} /> : null),
  },
]

function Revoke({ enrolmentId }: { enrolmentId: string }) {
  const trpc = useTRPC()
  const isOperator = useHasRole("operator")
  const revoke = useMutation(
    trpc.enrolments.revoke.mutationOptions({ onSuccess: () => tell("The line is revoked"), onError: tellProblem }),
  )
  return isOperator ? (
    <Button size="xs" variant="default" onClick={() => revoke.mutate({ enrolmentId })}>
      Revoke
    </Button>
  ) : null
}
