"use client"
import { useMantineColorScheme } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight"
import { skipToken, useQuery } from "@tanstack/react-query"
import { Layers, Plus, Search, SunMoon } from "lucide-react"
import { useRouter } from "next/navigation"
import { useState } from "react"
import { Lamp, lampOf } from "../../design/lamp.tsx"
import { useTRPC } from "../../trpc/client.tsx"
import { useHasRole } from "./me.tsx"
import { PLACES } from "./places.ts"
import classes from "./shell.module.css"

const PER_GROUP = 6

/** Finds servers, services, rollouts and actions, and goes there. */
export function Find() {
  const [query, setQuery] = useState("")
  const [opened, setOpened] = useState(false)
  const [text] = useDebouncedValue(query.trim(), 120)
  const found = useFound(opened, text)
  const actions = useActions(query)
  return (
    <Spotlight
      actions={[...found, ...actions]}
      query={query}
      onQueryChange={setQuery}
      onSpotlightOpen={() => setOpened(true)}
      onSpotlightClose={() => setOpened(false)}
      filter={(_query, groups) => groups}
      shortcut={["mod + K"]}
      nothingFound={`Nothing is called “${query}”.`}
      searchProps={{
        leftSection: <Search className="icon" />,
        placeholder: "Find servers, services, rollouts, actions",
        "aria-label": "Find",
      }}
      scrollable
      attributes={{ content: { "aria-label": "Find" } }}
      overlayProps={{ backgroundOpacity: 0.5, blur: 0 }}
      classNames={{
        content: classes["findContent"] ?? "",
        search: classes["findSearch"] ?? "",
        actionsGroup: classes["findGroup"] ?? "",
        action: classes["findAction"] ?? "",
      }}
      maxHeight={420}
    />
  )
}

function useFound(opened: boolean, text: string): SpotlightActionGroupData[] {
  const trpc = useTRPC()
  const router = useRouter()
  const input = opened ? { ...(text ? { text } : {}), limit: PER_GROUP } : skipToken
  const servers = useQuery(trpc.servers.list.queryOptions(input))
  const services = useQuery(trpc.services.list.queryOptions(input))
  const rollouts = useQuery(trpc.rollouts.list.queryOptions(opened ? { limit: 50 } : skipToken))
  const wanted = text.toLowerCase()
  const groups: SpotlightActionGroupData[] = [
    {
      group: "Servers",
      actions: (servers.data?.items ?? []).map((server) => ({
        id: server.id,
        label: server.name,
        description: `${server.status}${server.address ? ` · ${server.address}` : ""}`,
        leftSection: <Lamp kind={lampOf.server(server.status)} />,
        onClick: () => router.push(`/servers/${server.id}`),
      })),
    },
    {
      group: "Services",
      actions: (services.data?.items ?? []).map((service) => ({
        id: service.id,
        label: service.name,
        description: service.envPath,
        leftSection: <Layers className="icon" />,
        onClick: () => router.push(`/services/${service.id}`),
      })),
    },
    {
      group: "Rollouts",
      actions: (rollouts.data?.items ?? [])
        .filter((rollout) =>
          `#${rollout.number} ${rollout.title} ${rollout.serviceName}`.toLowerCase().includes(wanted),
        )
        .slice(0, PER_GROUP)
        .map((rollout) => ({
          id: rollout.id,
          label: `#${rollout.number} ${rollout.title}`,
          description: `${rollout.serviceName} · ${rollout.status}`,
          leftSection: <Lamp kind={lampOf.rollout(rollout.status)} />,
          onClick: () => router.push(`/rollouts/${rollout.id}`),
        })),
    },
  ]
  return groups.filter((group) => group.actions.length > 0)
}

function useActions(query: string): SpotlightActionGroupData[] {
  const router = useRouter()
  const { setColorScheme } = useMantineColorScheme()
  const isOperator = useHasRole("operator")
  const go = (href: string) => () => router.push(href)
  const all: SpotlightActionData[] = [
    ...(isOperator
      ? [
          {
            id: "enrol",
            label: "Enrol a server",
            leftSection: <Plus className="icon" />,
            onClick: go("/fleet?enrol=new"),
          },
          { id: "service", label: "New service", leftSection: <Plus className="icon" />, onClick: go("/services/new") },
        ]
      : []),
    ...PLACES.map(({ href, name, icon: Icon }) => ({
      id: href,
      label: `Go to ${name}`,
      leftSection: <Icon className="icon" />,
      onClick: go(href),
    })),
    {
      id: "dark",
      label: "Dark colours",
      leftSection: <SunMoon className="icon" />,
      onClick: () => setColorScheme("dark"),
    },
    {
      id: "light",
      label: "Light colours",
      leftSection: <SunMoon className="icon" />,
      onClick: () => setColorScheme("light"),
    },
  ]
  const wanted = query.trim().toLowerCase()
  const actions = all.filter((action) => action.label?.toLowerCase().includes(wanted))
  return actions.length > 0 ? [{ group: "Actions", actions }] : []
}
