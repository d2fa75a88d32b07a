"use client"
import { Button, Modal, TextInput } from "@mantine/core"
import type { ServerView } from "@signalbox/domain/servers/schema"
import { useMutation } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { useState } from "react"
import { EnvironmentPlate } from "../../design/plate.tsx"
import { ErrorPanel } from "../../design/states.tsx"
import { tell } from "../../design/tell.ts"
import { useTRPC } from "../../trpc/client.tsx"

type LeaveDialogProps = { server: ServerView; verb: "revoke" | "remove"; close: () => void }

const SAYS = {
  revoke: {
    title: "Revoke",
    button: "Revoke",
    lines: [
      "The agent is cut off at once and may not connect again.",
      "What runs on the server goes on running; its files stay as they are.",
      "To bring it back, enrol it again.",
    ],
  },
  remove: {
    title: "Remove",
    button: "Remove",
    lines: [
      "The server leaves the fleet, with its assignments; its agent may not connect again.",
      "Its history stays in the audit log.",
      "On the server, `signalbox-agent uninstall` takes the agent off.",
    ],
  },
}

/** Its name is typed: both are hard to take back. */
export function LeaveDialog({ server, verb, close }: LeaveDialogProps) {
  const trpc = useTRPC()
  const router = useRouter()
  const [typed, setTyped] = useState("")
  const onSuccess = () => {
    tell(`${server.name} is ${verb === "revoke" ? "revoked" : "removed"}`)
    close()
    if (verb === "remove") router.push("/fleet")
  }
  const revoke = useMutation(trpc.servers.revoke.mutationOptions({ onSuccess }))
  const remove = useMutation(trpc.servers.remove.mutationOptions({ onSuccess }))
  const act = verb === "revoke" ? revoke : remove
  const says = SAYS[verb]
  return (
    <Modal
      opened
      onClose={close}
      title={
        <>
          {says.title} {server.name}? <EnvironmentPlate value={server.labels["env"]} />
        </>
      }
    >
      <form
        style={{ display: "grid", gap: 14, paddingTop: 16 }}
        onSubmit={(event) => {
          event.preventDefault()
          if (typed === server.name) act.mutate({ serverId: server.id })
        }}
      >
        <ul style={{ margin: 0, paddingLeft: 18 }}>
          {says.lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <TextInput
          label={`Type ${server.name} to go on`}
          value={typed}
          data-autofocus
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {act.error ? <ErrorPanel error={act.error} /> : null}
        <Button type="submit" color="danger" disabled={typed !== server.name} loading={act.isPending}>
          {says.button} {server.name}
        </Button>
      </form>
    </Modal>
  )
}
