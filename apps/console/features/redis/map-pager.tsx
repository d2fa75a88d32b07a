import { ActionIcon } from "@mantine/core"
import { ChevronLeft, ChevronRight } from "lucide-react"
import classes from "./redis.module.css"

/** A drawing of more is a drawing that nobody reads. */
export const SERVERS_PER_PAGE = 10

type MapPagerProps = { page: number; total: number; change: (page: string | undefined) => void }

/** Which of the servers are drawn; where something is wrong they come first. */
export function MapPager({ page, total, change }: MapPagerProps) {
  const from = (page - 1) * SERVERS_PER_PAGE + 1
  const to = Math.min(total, page * SERVERS_PER_PAGE)
  if (total <= SERVERS_PER_PAGE) return null
  const go = (next: number) => change(next === 1 ? undefined : String(next))
  return (
    <div className={classes["pager"]}>
      <span>
        Servers {from} to {to} of {total.toLocaleString("en")}, wrong ones first
      </span>
      <ActionIcon variant="default" aria-label="Servers before" disabled={page === 1} onClick={() => go(page - 1)}>
        <ChevronLeft className="icon" />
      </ActionIcon>
      <ActionIcon variant="default" aria-label="Servers after" disabled={to === total} onClick={() => go(page + 1)}>
        <ChevronRight className="icon" />
      </ActionIcon>
    </div>
  )
}
