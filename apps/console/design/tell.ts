import { notifications } from "@mantine/notifications"
import { problemOf } from "../trpc/problem-of.ts"

const CLOSE = { "aria-label": "Close" }

/** A short word that something is done; it goes by itself. */
export function tell(message: string) {
  notifications.show({ message, color: "var(--clear-lamp)", withBorder: true, closeButtonProps: CLOSE })
}

/** What went wrong and what to do; it stays until it is read. */
export function tellProblem(error: unknown) {
  const problem = problemOf(error)
  notifications.show({
    title: problem.message,
    message: problem.fix,
    color: "var(--danger-lamp)",
    autoClose: false,
    withBorder: true,
    closeButtonProps: CLOSE,
  })
}
