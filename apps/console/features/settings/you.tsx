"use client"
import { Button, PasswordInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import { Password, type SessionView } from "@signalbox/domain/access/schema"
import { useMutation, useQuery } from "@tanstack/react-query"
import { Age } from "../../design/age.tsx"
import { type Column, DataTable } from "../../design/data-table.tsx"
import { Card, Facts } from "../../design/page.tsx"
import { Tag } from "../../design/plate.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { tell, tellProblem } from "../../design/tell.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { PASSWORD_LENGTH_MIN, PasswordRules } from "../access/password-rules.tsx"
import { useMe } from "../shell/me.tsx"
import classes from "./settings.module.css"

export function You() {
  const me = useMe()
  return (
    <>
      <Card title="Your account">
        <Facts
          rows={[
            ["Name", me.name],
            ["E-mail", me.email ?? "none"],
            ["Role", me.role],
          ]}
        />
      </Card>
      <Card title="Password">
        <ChangePassword />
      </Card>
      <Sessions />
    </>
  )
}

function ChangePassword() {
  const trpc = useTRPC()
  const form = useForm({
    initialValues: { current: "", next: "", again: "" },
    validate: {
      current: (current) => (current === "" ? "Give the password that you have now." : null),
      next: (next) => (Password.safeParse(next).success ? null : `Use at least ${PASSWORD_LENGTH_MIN} characters.`),
      again: (again, { next }) => (again === next ? null : "The two passwords differ."),
    },
  })
  const change = useMutation(
    trpc.access.changePassword.mutationOptions({
      onSuccess: () => {
        form.reset()
        tell("Your password is changed")
      },
    }),
  )
  return (
    <form
      className={classes["form"]}
      noValidate
      onSubmit={form.onSubmit(({ current, next }) => change.mutate({ current, next }))}
    >
      <PasswordInput label="Now" autoComplete="current-password" {...form.getInputProps("current")} />
      <PasswordInput label="New" autoComplete="new-password" {...form.getInputProps("next")} />
      <PasswordInput label="New, again" autoComplete="new-password" {...form.getInputProps("again")} />
      <PasswordRules password={form.values.next} again={form.values.again} />
      {change.error ? <ErrorPanel error={change.error} /> : null}
      <div>
        <Button type="submit" loading={change.isPending}>
          Change the password
        </Button>
      </div>
    </form>
  )
}

function Sessions() {
  const trpc = useTRPC()
  const sessions = useQuery(trpc.access.sessions.list.queryOptions())
  const end = useMutation(
    trpc.access.sessions.end.mutationOptions({
      onSuccess: () => {
        tell("The session is ended")
        void sessions.refetch()
      },
      onError: tellProblem,
    }),
  )
  const columns: Column<SessionView>[] = [
    {
      head: "Who",
      phone: "title",
      cell: (session) => (
        <>
          {session.userName} {session.isCurrent ? <Tag>this one</Tag> : null}
        </>
      ),
    },
    {
      head: "From",
      cell: (session) => (
        <>
          <span className="mono">{session.address ?? "not known"}</span>
          <div className={table["under"]}>{browserOf(session.userAgent)}</div>
        </>
      ),
    },
    { head: "Begun", cell: (session) => <Age at={session.createdAt} ago /> },
    { head: "Ends in", cell: (session) => <Age at={session.expiresAt} ahead /> },
    {
      head: "Actions",
      silent: true,
      right: true,
      phone: "corner",
      cell: (session) =>
        session.isCurrent ? null : (
          <Button size="xs" variant="default" onClick={() => end.mutate({ sessionId: session.id })}>
            End
          </Button>
        ),
    },
  ]
  return (
    <Card title="Sessions" flush>
      {sessions.error ? <ErrorPanel error={sessions.error} retry={sessions.refetch} /> : null}
      {sessions.isPending ? <RowSkeleton rows={2} /> : null}
      {sessions.data ? (
        <DataTable label="Sessions" columns={columns} rows={sessions.data} rowKey={(session) => session.id} bare />
      ) : null}
    </Card>
  )
}

const BROWSERS: [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
]
const SYSTEMS: [RegExp, string][] = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS/, "macOS"],
  [/Linux/, "Linux"],
]

/** Enough to know one's own devices apart. */
function browserOf(userAgent: string | null): string {
  if (!userAgent) return "unknown program"
  const find = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(userAgent))?.[1]
  const browser = find(BROWSERS)
  return browser ? `${browser} on ${find(SYSTEMS) ?? "an unknown system"}` : userAgent.slice(0, 60)
}
