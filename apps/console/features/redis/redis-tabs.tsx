"use client"
import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { usePathname } from "next/navigation"
import { useTRPC } from "../../trpc/client.tsx"
import { REDIS_TABS } from "./redis-places.ts"
import classes from "./redis-tabs.module.css"

/** The pages about Redis, beside each other; a number is how many there are. */
export function RedisTabs() {
  const here = usePathname()
  const totals = useTotals()
  return (
    <nav className={classes["tabs"]} aria-label="Redis">
      {REDIS_TABS.map(({ href, name }) => {
        const isHere = href === "/redis" ? here === href : here === href || here.startsWith(`${href}/`)
        return (
          <Link key={href} href={href} aria-current={isHere ? "page" : undefined}>
            {name}
            {totals[href] === undefined ? null : (
              <span className={classes["total"]}>{totals[href].toLocaleString("en")}</span>
            )}
          </Link>
        )
      })}
    </nav>
  )
}

function useTotals(): Record<string, number | undefined> {
  const trpc = useTRPC()
  const instances = useQuery(trpc.redis.list.queryOptions({ limit: 1 }))
  const queues = useQuery(trpc.redis.queues.queryOptions({ limit: 1 }))
  const lint = useQuery(trpc.redis.lint.queryOptions({ limit: 1 }))
  return {
    "/redis/instances": instances.data?.total,
    "/redis/queues": queues.data?.total,
    "/redis/lint": lint.data?.total,
  }
}
