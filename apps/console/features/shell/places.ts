import { Database, GitCommitHorizontal, Layers, type LucideIcon, Server, Settings2, ShieldCheck } from "lucide-react"

export type Place = { href: string; name: string; icon: LucideIcon; key: string; group: "work" | "account" }

/** Where one can go; the nav, the tab bar, the palette and the `g` keys all read this list. */
export const PLACES: Place[] = [
  { href: "/fleet", name: "Fleet", icon: Server, key: "f", group: "work" },
  { href: "/services", name: "Services", icon: Layers, key: "s", group: "work" },
  { href: "/rollouts", name: "Rollouts", icon: GitCommitHorizontal, key: "r", group: "work" },
  { href: "/redis", name: "Redis", icon: Database, key: "d", group: "work" },
  { href: "/audit", name: "Audit", icon: ShieldCheck, key: "a", group: "account" },
  { href: "/settings", name: "Settings", icon: Settings2, key: "e", group: "account" },
]

/** Pages of one server belong to the fleet. */
export function placeOf(pathname: string): Place | undefined {
  if (pathname.startsWith("/servers/")) return PLACES[0]
  return PLACES.find((place) => pathname === place.href || pathname.startsWith(`${place.href}/`))
}
