"use client"
import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { usePathname } from "next/navigation"
import { Lamp } from "../../design/lamp.tsx"
import { Mark } from "../../design/mark.tsx"
import { useTRPC } from "../../trpc/client.tsx"
import { ChainFoot } from "./chain-foot.tsx"
import { PLACES, type Place, placeOf } from "./places.ts"
import classes from "./shell.module.css"

export function Nav() {
  const here = placeOf(usePathname())
  return (
    <>
      <Link href="/fleet" className={classes["brand"]}>
        <Mark />
        <span>Signalbox</span>
      </Link>
      <nav className={classes["nav"]} aria-label="Main">
        {PLACES.filter((place) => place.group === "work").map((place) => (
          <NavItem key={place.href} place={place} isHere={place === here} />
        ))}
        <div className={classes["navGroup"]}>Account for</div>
        {PLACES.filter((place) => place.group === "account").map((place) => (
          <NavItem key={place.href} place={place} isHere={place === here} />
        ))}
      </nav>
      <ChainFoot />
    </>
  )
}

function NavItem({ place, isHere }: { place: Place; isHere: boolean }) {
  const Icon = place.icon
  return (
    <Link href={place.href} className={classes["navItem"]} aria-current={isHere ? "page" : undefined}>
      <Icon className="icon" aria-hidden="true" />
      <span>{place.name}</span>
      <span className={classes["navNote"]}>
        {place.href === "/fleet" ? <FleetNote /> : null}
        {place.href === "/rollouts" ? <RolloutNote /> : null}
        {place.href === "/redis" ? <RedisNote /> : null}
      </span>
    </Link>
  )
}

function FleetNote() {
  const trpc = useTRPC()
  const summary = useQuery(trpc.servers.summary.queryOptions())
  if (!summary.data) return null
  return (
    <>
      <span className="sr-only">servers:</span>
      {summary.data.total.toLocaleString("en")}
    </>
  )
}

/** The rollout under way, if one is. */
function RolloutNote() {
  const trpc = useTRPC()
  const running = useQuery(trpc.rollouts.list.queryOptions({ status: "running", limit: 1 }))
  const first = running.data?.items[0]
  if (!first) return null
  return (
    <>
      <Lamp kind="verifying" size="s" />
      <span className="sr-only">running:</span>#{first.number}
    </>
  )
}

/** Units that are connected to a Redis that they should not use. */
function RedisNote() {
  const trpc = useTRPC()
  const wrong = useQuery(trpc.redis.topology.queryOptions({}, { select: ({ wrongSockets }) => wrongSockets }))
  if (!wrong.data) return null
  return (
    <>
      <Lamp kind="danger" size="s" />
      <span className="sr-only">wrong sockets:</span>
      {wrong.data.toLocaleString("en")}
    </>
  )
}

/** The bottom bar of a phone. */
export function TabBar() {
  const here = placeOf(usePathname())
  return (
    <nav className={classes["tabBar"]} aria-label="Main" data-tab-bar>
      {PLACES.map((place) => {
        const Icon = place.icon
        return (
          <Link key={place.href} href={place.href} aria-current={place === here ? "page" : undefined}>
            <Icon aria-hidden="true" />
            {place.name}
          </Link>
        )
      })}
    </nav>
  )
}
