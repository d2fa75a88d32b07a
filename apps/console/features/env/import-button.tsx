"use client"
import { Button } from "@mantine/core"
import type { ServerStatus } from "@signalbox/domain/status"
import { useMutation } from "@tanstack/react-query"
import { Download } from "lucide-react"
import { tell, tellProblem } from "../../design/tell.ts"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"

type ImportButtonProps = {
  serviceId: string
  server: { serverId: string; serverName: string; serverStatus: ServerStatus }
  isFirst?: boolean
}

/** Makes what is on the server's disk its newest version. */
export function ImportButton({ serviceId, server, isFirst = false }: ImportButtonProps) {
  const trpc = useTRPC()
  const { serverId, serverName } = server
  const take = useMutation(
    trpc.env.import.mutationOptions({
      onSuccess: ({ number, keys }) => tell(`${serverName}: ${count(keys, "key")} imported as v${number}`),
      onError: tellProblem,
    }),
  )
  return (
    <Button
      variant={isFirst ? "filled" : "default"}
      leftSection={<Download />}
      loading={take.isPending}
      disabled={server.serverStatus !== "online"}
      title={server.serverStatus === "online" ? undefined : "The server must be online to be read."}
      onClick={() => take.mutate({ serviceId, serverId })}
    >
      Import from {serverName}
    </Button>
  )
}
