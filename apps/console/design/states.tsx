"use client"
import { Button, Skeleton } from "@mantine/core"
import { RotateCw } from "lucide-react"
import type { ReactNode } from "react"
import { problemOf } from "../trpc/problem-of.ts"
import { Lamp } from "./lamp.tsx"
import classes from "./states.module.css"

type EmptyProps = {
  icon?: ReactNode
  title: string
  /** Why it is empty, and what comes next. */
  children: ReactNode
  action?: ReactNode
}

/** An empty place says why it is empty and offers the next step. */
export function EmptyState({ icon, title, children, action }: EmptyProps) {
  return (
    <div className={classes["empty"]}>
      {icon ? <div className={classes["emptyIcon"]}>{icon}</div> : null}
      <h2>{title}</h2>
      <div className={classes["emptyText"]}>{children}</div>
      {action ? <div className={classes["emptyAction"]}>{action}</div> : null}
    </div>
  )
}

type ErrorProps = {
  error: unknown
  /** What was being done: "The fleet could not be loaded." */
  what?: string
  retry?: () => unknown
}

/** What went wrong and what to do about it, in the words of the problem table. */
export function ErrorPanel({ error, what, retry }: ErrorProps) {
  const problem = problemOf(error)
  return (
    <div className={classes["error"]} role="alert">
      <Lamp kind="danger" />
      <div className={classes["errorText"]}>
        <strong>
          {what ? `${what} ` : ""}
          {problem.message}
        </strong>
        <div>{problem.fix}</div>
        {problem.details ? (
          <ul>
            {Object.entries(problem.details).map(([field, says]) => (
              <li key={field}>
                <code>{field}</code> {says}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      {retry ? (
        <Button variant="default" size="xs" leftSection={<RotateCw />} onClick={() => void retry()}>
          Try again
        </Button>
      ) : null}
    </div>
  )
}

/** Rows that are on their way, in the height of the rows that will come. */
export function RowSkeleton({ rows = 6, height = 46 }: { rows?: number; height?: number }) {
  return (
    <div className={classes["skeleton"]} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <div key={row} style={{ height }}>
          <Skeleton height={10} width={`${52 - ((row * 7) % 24)}%`} radius="xs" />
        </div>
      ))}
    </div>
  )
}
