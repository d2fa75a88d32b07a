"use client"
import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { Age } from "../../design/age.tsx"
import { Status } from "../../design/lamp.tsx"
import { useTRPC } from "../../trpc/client.tsx"
import { useMe } from "./me.tsx"
import classes from "./shell.module.css"

/** Whether the audit log is whole, and how old that knowledge is. */
export function ChainFoot() {
  const trpc = useTRPC()
  const chain = useQuery(trpc.audit.verify.queryOptions())
  const me = useMe()
  return (
    <div className={classes["foot"]}>
      {chain.data ? (
        <>
          <Link href="/audit">
            <Status lamp={chain.data.isIntact ? "clear" : "danger"} size="s">
              {chain.data.isIntact ? "Audit chain verified" : `Audit chain broken at ${chain.data.brokenAt}`}
            </Status>
          </Link>
          <span>
            to entry {chain.data.verifiedTo.toLocaleString("en")} · <Age at={chain.data.at} ago />
          </span>
        </>
      ) : null}
      <span>Signalbox {me.version}</span>
    </div>
  )
}
