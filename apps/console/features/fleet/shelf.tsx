"use client"
import { UnstyledButton } from "@mantine/core"
import type { FleetSummaryView } from "@signalbox/domain/servers/schema"
import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { Lamp } from "../../design/lamp.tsx"
import type { LampKind } from "../../design/lamp-sprite.tsx"
import type { Search } from "../../design/use-search.ts"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import classes from "./fleet.module.css"
import { MiniTrack } from "./mini-track.tsx"

type ShelfProps = { summary: FleetSummaryView; search: URLSearchParams; setSearch: (changes: Search) => void }

/** The state of the fleet in figures; each figure is a filter. */
export function Shelf({ summary, search, setSearch }: ShelfProps) {
  const { total, online, offline, drifted, behind } = summary
  const cells: { lamp: LampKind; figure: number; word: string; caption: string; filter: [string, string] }[] = [
    {
      lamp: "clear",
      figure: online,
      word: "online",
      caption: `of ${count(total, "server")}`,
      filter: ["status", "online"],
    },
    { lamp: "caution", figure: drifted, word: "drifted", caption: "not as applied", filter: ["mark", "drifted"] },
    { lamp: "danger", figure: offline, word: "offline", caption: "not heard from", filter: ["status", "offline"] },
    { lamp: "caution", figure: behind, word: "behind", caption: "newer version saved", filter: ["mark", "behind"] },
  ]
  return (
    <section className={classes["shelf"]} aria-label="State of the fleet">
      {cells.map(({ lamp, figure, word, caption, filter: [name, value] }) => {
        const isOn = search.get(name) === value
        return (
          <UnstyledButton
            key={word}
            className={classes["shelfCell"]}
            aria-pressed={isOn}
            onClick={() => setSearch({ status: undefined, mark: undefined, [name]: isOn ? undefined : value })}
          >
            <span className={classes["figure"]} data-quiet={figure === 0 || undefined}>
              <Lamp kind={figure === 0 ? "skipped" : lamp} />
              {figure.toLocaleString("en")} {word}
            </span>
            <span className={classes["caption"]}>{figure === 0 ? "none" : caption}</span>
          </UnstyledButton>
        )
      })}
      <RunningRollout />
    </section>
  )
}

function RunningRollout() {
  const trpc = useTRPC()
  const running = useQuery(trpc.rollouts.list.queryOptions({ status: "running", limit: 1 }))
  const rollout = running.data?.items[0]
  if (!rollout) return <div className={classes["shelfRest"]}>No rollout is under way.</div>
  const counts = Object.entries(rollout.counts).filter(([, number]) => number > 0)
  return (
    <Link href={`/rollouts/${rollout.id}`} className={classes["shelfRollout"]}>
      <span>
        <span className={classes["figureSmall"]}>
          <Lamp kind="verifying" /> Rollout #{rollout.number}, batch {rollout.currentBatch} of {rollout.batches}
        </span>
        <span className={classes["caption"]}>
          {rollout.serviceName} · {counts.map(([status, number]) => `${number} ${status}`).join(", ")}
        </span>
      </span>
      <span className={`${classes["follow"]} no-phone`}>
        <MiniTrack batches={rollout.batches} current={rollout.currentBatch} />
        Follow
      </span>
    </Link>
  )
}
