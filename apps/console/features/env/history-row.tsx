"use client"
import { Button } from "@mantine/core"
import type { EnvHistoryItemView, EnvServerView } from "@signalbox/domain/env/schema"
import type { ServiceView } from "@signalbox/domain/services/schema"
import { GitCommitHorizontal, Undo2 } from "lucide-react"
import Link from "next/link"
import { Age } from "../../design/age.tsx"
import { Status } from "../../design/lamp.tsx"
import { VersionPlate } from "../../design/plate.tsx"
import { planHref } from "../plan/plan-href.ts"
import classes from "./env.module.css"

const ORIGINS = { save: "saved", import: "imported from disk", rollback: "rolled back" }

export type HistoryAbout = {
  service: ServiceView
  server: EnvServerView
  from: number
  to: number
  choose: (side: "from" | "to", number: number) => void
}

export function HistoryRow({ item, about }: { item: EnvHistoryItemView; about: HistoryAbout }) {
  const { service, server, from, to, choose } = about
  const { number } = item
  const isOlder = number < (server.applied?.number ?? 0)
  return (
    <li className={classes["version"]} data-chosen={number === from || number === to || undefined}>
      <input
        type="radio"
        name="from"
        aria-label={`Compare from v${number}`}
        checked={number === from}
        disabled={number === to}
        onChange={() => choose("from", number)}
      />
      <input
        type="radio"
        name="to"
        aria-label={`Compare to v${number}`}
        checked={number === to}
        disabled={number === from}
        onChange={() => choose("to", number)}
      />
      <VersionPlate number={number} />
      <span className={classes["versionText"]}>
        <span className={classes["versionNote"]}>{item.note || ORIGINS[item.origin]}</span>
        <span className="dim">
          {item.note ? `${ORIGINS[item.origin]} by ` : "by "}
          {item.authorName}, <Age at={item.createdAt} ago />
          {item.restoresNumber ? `, restores v${item.restoresNumber}` : ""}
        </span>
      </span>
      <Counts {...item.changes} />
      <span className={classes["versionEnd"]}>
        {item.isApplied ? (
          <Status lamp="clear" size="s">
            applied
          </Status>
        ) : service.may.rollOut ? (
          <Button
            component={Link}
            size="xs"
            variant="default"
            leftSection={isOlder ? <Undo2 /> : <GitCommitHorizontal />}
            href={planHref(service.id, [{ serverId: server.serverId, number }])}
          >
            {isOlder ? "Roll back to this" : "Plan this"}
            <span className="sr-only">: v{number}</span>
          </Button>
        ) : null}
      </span>
    </li>
  )
}

function Counts({ added, changed, removed }: EnvHistoryItemView["changes"]) {
  return (
    <span className={classes["counts"]}>
      {added ? <span data-kind="added">+{added}</span> : null}
      {changed ? <span>~{changed}</span> : null}
      {removed ? <span data-kind="removed">−{removed}</span> : null}
      {added + changed + removed === 0 ? <span>layout</span> : null}
      <span className="sr-only">
        {added} added, {changed} changed, {removed} removed
      </span>
    </span>
  )
}
