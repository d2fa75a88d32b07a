"use client"
import type { SpotlightActionGroupData } from "@mantine/spotlight"
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query"
import { KeyRound, Layers } from "lucide-react"
import { useRouter } from "next/navigation"
import { Lamp } from "../../design/lamp.tsx"
import { lampOf } from "../../design/lamp-of.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { addressOf, lampOfRedis, titleOf } from "../redis/redis-words.ts"
import { rolloutLamp } from "../rollouts/rollout-batches.ts"

const PER_GROUP = 6
/** Rollouts are looked through here: the newest of them. */
const ROLLOUTS_MAX = 100
/** Fewer letters would fit too many keys. */
const KEY_LETTERS_MIN = 2

/** What is called so: on the server, so that it is found however much there is. */
export function useFound(opened: boolean, text: string): { groups: SpotlightActionGroupData[]; isLooking: boolean } {
  const trpc = useTRPC()
  const router = useRouter()
  const input = opened ? { ...(text ? { text } : {}), limit: PER_GROUP } : skipToken
  const keep = { placeholderData: keepPreviousData }
  const servers = useQuery(trpc.servers.brief.queryOptions(input, keep))
  const services = useQuery(trpc.services.list.queryOptions(input, keep))
  const redis = useQuery(trpc.redis.list.queryOptions(input, keep))
  const keys = useQuery(
    trpc.env.findKeys.queryOptions(
      opened && text.length >= KEY_LETTERS_MIN ? { text, limit: PER_GROUP } : skipToken,
      keep,
    ),
  )
  const rollouts = useQuery(trpc.rollouts.list.queryOptions(opened ? { limit: ROLLOUTS_MAX } : skipToken))
  const wanted = text.toLowerCase()
  const groups: SpotlightActionGroupData[] = [
    {
      group: "Servers",
      actions: (servers.data?.items ?? []).map((server) => ({
        id: server.id,
        label: server.name,
        description: [server.status, ...Object.values(server.labels)].join(" · "),
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
      group: "Redis",
      actions: (redis.data?.items ?? []).map((instance) => ({
        id: instance.id,
        label: instance.server ? `${titleOf(instance)} of ${instance.server.name}` : titleOf(instance),
        description: `${addressOf(instance)} · ${instance.state}`,
        leftSection: <Lamp kind={lampOfRedis(instance)} />,
        onClick: () => router.push(`/redis/${instance.id}`),
      })),
    },
    {
      group: "Env keys",
      actions: (text.length < KEY_LETTERS_MIN ? [] : (keys.data ?? [])).map(({ key, serviceId, serviceName }) => ({
        id: `${serviceId} ${key}`,
        label: key,
        description: `env of ${serviceName}`,
        leftSection: <KeyRound className="icon" />,
        onClick: () => router.push(`/services/${serviceId}/env?tab=compare&keys=all&find=${encodeURIComponent(key)}`),
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
          leftSection: <Lamp kind={rolloutLamp(rollout)} />,
          onClick: () => router.push(`/rollouts/${rollout.id}`),
        })),
    },
  ]
  return {
    groups: groups.filter((group) => group.actions.length > 0),
    isLooking: [servers, services, redis, keys, rollouts].some((query) => query.isFetching),
  }
}
