"use client"
import { Affix, Button, Menu, Transition } from "@mantine/core"
import type { ServerBriefView } from "@signalbox/domain/servers/schema"
import { GitCommitHorizontal, Tags } from "lucide-react"
import { useRouter } from "next/navigation"
import { useEffect } from "react"
import { count } from "../../design/words.ts"
import { planNewestHref } from "../plan/plan-href.ts"
import classes from "./fleet.module.css"
import { GATHERED_MAX } from "./gather-servers.ts"

type BulkBarProps = {
  selected: ServerBriefView[]
  /** How many fit the filter, in sight or not. */
  matching: number
  selectAll: () => void
  isGathering: boolean
  clear: () => void
  editLabels: () => void
}

/** What can be done to the servers that are ticked. */
export function BulkBar({ selected, matching, selectAll, isGathering, clear, editLabels }: BulkBarProps) {
  const isOpen = selected.length > 0
  useEffect(() => {
    if (!isOpen) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("[role='dialog'],[role='menu']"))
        clear()
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [isOpen, clear])
  return (
    <Affix position={{ bottom: 20, left: 0, right: 0 }} zIndex={110} style={{ pointerEvents: "none" }}>
      <Transition mounted={isOpen} transition="slide-up" duration={140}>
        {(styles) => (
          <div style={{ ...styles, display: "flex", justifyContent: "center" }}>
            <section className={classes["bulk"]} aria-label="Selected servers" style={{ pointerEvents: "auto" }}>
              <strong>{selected.length.toLocaleString("en")} selected</strong>
              {selected.length < Math.min(matching, GATHERED_MAX) ? (
                <Button className={classes["more"] ?? ""} loading={isGathering} onClick={selectAll}>
                  {matching > GATHERED_MAX
                    ? `Select the first ${GATHERED_MAX.toLocaleString("en")} of ${matching.toLocaleString("en")}`
                    : `Select all ${matching.toLocaleString("en")} that match`}
                </Button>
              ) : null}
              <span className={classes["separator"]} />
              <PlanMenu selected={selected} />
              <Button leftSection={<Tags />} onClick={editLabels}>
                Labels
              </Button>
              <span className={classes["separator"]} />
              <Button onClick={clear} rightSection={<kbd>Esc</kbd>}>
                Clear
              </Button>
            </section>
          </div>
        )}
      </Transition>
    </Affix>
  )
}

/** A change is of one service: the menu names those that the ticked servers run. */
function PlanMenu({ selected }: { selected: ServerBriefView[] }) {
  const router = useRouter()
  const services = new Map(selected.flatMap((server) => server.services.map((one) => [one.serviceId, one.serviceName])))
  return (
    <Menu position="top-start">
      <Menu.Target>
        <Button data-first leftSection={<GitCommitHorizontal />} disabled={services.size === 0}>
          Plan a change
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>of which service?</Menu.Label>
        {[...services].map(([serviceId, name]) => {
          const having = selected.filter((server) => server.services.some((one) => one.serviceId === serviceId))
          return (
            <Menu.Item
              key={serviceId}
              onClick={() =>
                router.push(
                  planNewestHref(
                    serviceId,
                    having.map((server) => server.id),
                  ),
                )
              }
            >
              {name} <span className="dim">on {count(having.length, "server")}</span>
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
