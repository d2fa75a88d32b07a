"use client"
import { useMantineColorScheme } from "@mantine/core"
import type { SpotlightActionData, SpotlightActionGroupData } from "@mantine/spotlight"
import { Database, GitCommitHorizontal, Keyboard, Plus, Route } from "lucide-react"
import { useRouter } from "next/navigation"
import { REDIS_TABS } from "../redis/redis-places.ts"
import { useHasRole } from "./me.tsx"
import { PLACES } from "./places.ts"
import { SCHEMES } from "./scheme-menu.tsx"

/** What can be done from anywhere. */
export function useFindActions(query: string, openSheet: () => void): SpotlightActionGroupData[] {
  const router = useRouter()
  const { setColorScheme } = useMantineColorScheme()
  const isOperator = useHasRole("operator")
  const go = (href: string) => () => router.push(href)
  const forOperators: SpotlightActionData[] = [
    { id: "enrol", label: "Enrol a server", leftSection: <Plus className="icon" />, onClick: go("/fleet?enrol=new") },
    { id: "service", label: "New service", leftSection: <Plus className="icon" />, onClick: go("/services/new") },
    {
      id: "plan",
      label: "Plan a rollout",
      leftSection: <GitCommitHorizontal className="icon" />,
      onClick: go("/rollouts/new"),
    },
    {
      id: "shared-redis",
      label: "Add a shared Redis",
      leftSection: <Plus className="icon" />,
      onClick: go("/redis?add=shared"),
    },
    {
      id: "convert",
      label: "Convert to hybrid",
      leftSection: <Route className="icon" />,
      onClick: go("/redis/convert"),
    },
  ]
  const all: SpotlightActionData[] = [
    ...(isOperator ? forOperators : []),
    ...PLACES.map(({ href, name, icon: Icon }) => ({
      id: href,
      label: `Go to ${name}`,
      leftSection: <Icon className="icon" />,
      onClick: go(href),
    })),
    ...REDIS_TABS.slice(1).map(({ href, name }) => ({
      id: href,
      label: `Redis: ${name.toLowerCase()}`,
      leftSection: <Database className="icon" />,
      onClick: go(href),
    })),
    ...SCHEMES.map(({ value, name, icon: Icon }) => ({
      id: value,
      label: `Colours: ${name.toLowerCase()}`,
      leftSection: <Icon className="icon" />,
      onClick: () => setColorScheme(value),
    })),
    { id: "shortcuts", label: "Shortcuts", leftSection: <Keyboard className="icon" />, onClick: openSheet },
  ]
  const wanted = query.trim().toLowerCase()
  const actions = all.filter((action) => action.label?.toLowerCase().includes(wanted))
  return actions.length > 0 ? [{ group: "Actions", actions }] : []
}
