"use client"
import { Button, Modal, TextInput } from "@mantine/core"
import type { RedisPolicyServerView, RedisPolicyView, RedisRolloutView } from "@signalbox/domain/redis-policies/schema"
import { useMutation } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { useState } from "react"
import { ErrorPanel } from "../../design/states.tsx"
import { tell } from "../../design/tell.ts"
import { namesOf } from "../../design/words.ts"
import { useTRPCClient } from "../../trpc/client.tsx"
import { type PickedServer, ServerPicker } from "../servers/server-picker.tsx"
import classes from "./policies.module.css"

export type PolicyVerb = "install" | "remove" | "rotate" | "finish"

const SAYS: Record<PolicyVerb, { title: string; button: string; lines: string[] }> = {
  install: {
    title: "Install on servers",
    button: "Start the rollout",
    lines: [
      "One server goes first; the others follow once it is up.",
      "Where a host policy does not permit it, nothing is sent to any of them.",
    ],
  },
  remove: {
    title: "Remove from servers",
    button: "Remove",
    lines: [
      "The unit is stopped and the package taken away; the data file is kept aside.",
      "A server where programs are still connected refuses.",
    ],
  },
  rotate: {
    title: "Replace the password",
    button: "Start the rollout",
    lines: [
      "A new password is made. The old one is accepted beside it.",
      "Bring the new one to the env files of its clients, then retire the old one.",
    ],
  },
  finish: {
    title: "Retire the old password",
    button: "Retire it",
    lines: ["The old password is no longer accepted. Clients that still use it are refused when they connect again."],
  },
}

type PolicyDialogProps = {
  policy: RedisPolicyView
  verb: PolicyVerb
  chosen: RedisPolicyServerView[]
  close: () => void
}

/** One step that begins a rollout; what is hard to take back is typed. */
export function PolicyDialog({ policy, verb, chosen, close }: PolicyDialogProps) {
  const [picked, setPicked] = useState<PickedServer[]>([])
  const [typed, setTyped] = useState("")
  const says = SAYS[verb]
  const start = useStart({ serviceId: policy.serviceId, of: verb, close })
  const serverIds = verb === "install" ? picked.map(({ id }) => id) : chosen.map(({ serverId }) => serverId)
  const isReady = verb === "install" ? picked.length > 0 : verb !== "remove" || typed === policy.name
  return (
    <Modal opened onClose={close} title={`${says.title}: ${policy.name}`}>
      <form
        className={classes["dialog"]}
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) start.mutate(serverIds)
        }}
      >
        <ul>
          {says.lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        {verb === "install" ? <ServerPicker label="Servers" isLabelShown picked={picked} pick={setPicked} /> : null}
        {verb === "remove" ? (
          <TextInput
            label={`Type ${policy.name} to remove it from ${namesOf(chosen.map(({ serverName }) => serverName))}`}
            data-autofocus
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        ) : null}
        {start.error ? <ErrorPanel error={start.error} /> : null}
        <Button
          type="submit"
          {...(verb === "remove" && { color: "danger" })}
          disabled={!isReady}
          loading={start.isPending}
        >
          {says.button}
        </Button>
      </form>
    </Modal>
  )
}

function useStart({ serviceId, of, close }: { serviceId: string; of: PolicyVerb; close: () => void }) {
  const { redis } = useTRPCClient()
  const router = useRouter()
  return useMutation({
    mutationFn: (ids: string[]): Promise<RedisRolloutView> => {
      if (of === "install") return redis.install.mutate({ serviceId, serverIds: ids })
      if (of === "remove") return redis.remove.mutate({ serviceId, serverIds: ids })
      const base = { serviceId, serverId: null }
      return of === "rotate" ? redis.rotatePassword.mutate(base) : redis.finishRotation.mutate(base)
    },
    onSuccess: ({ rolloutId }) => {
      if (rolloutId) router.push(`/rollouts/${rolloutId}`)
      else {
        tell("Saved; it is installed nowhere yet")
        close()
      }
    },
  })
}
