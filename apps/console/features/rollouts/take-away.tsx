"use client"
import { Button, CopyButton, Menu } from "@mantine/core"
import type { RolloutView } from "@signalbox/domain/rollouts/schema"
import { useMutation } from "@tanstack/react-query"
import { Check, Download, Share2 } from "lucide-react"
import { tellProblem } from "../../design/tell.ts"
import { useTRPCClient } from "../../trpc/client.tsx"
import { type ServerEvidence, writeEvidence } from "./write-evidence.ts"

/** The address of this page, with the server that is open in it. */
export function ShareButton() {
  return (
    <CopyButton value={typeof window === "undefined" ? "" : window.location.href} timeout={1_500}>
      {({ copied, copy }) => (
        <Button variant="subtle" leftSection={copied ? <Check /> : <Share2 />} onClick={copy}>
          {copied ? "Link copied" : "Share"}
        </Button>
      )}
    </CopyButton>
  )
}

type Form = "json" | "md"

/** All that was seen, as one file to keep or to send. Values in it are masked as they are here. */
export function EvidenceMenu({ rollout }: { rollout: RolloutView }) {
  const client = useTRPCClient()
  const pack = useMutation({
    mutationFn: async (form: Form) => {
      const servers: ServerEvidence[] = []
      // One after the other: a fleet's evidence at once would be a burst that nobody waits for.
      for (const target of rollout.targets) {
        const seen = await client.rollouts.evidence.query({ rolloutId: rollout.id, serverId: target.serverId })
        servers.push({ target, ...seen })
      }
      return {
        form,
        text: form === "json" ? JSON.stringify({ rollout, servers }, null, 2) : writeEvidence(rollout, servers),
      }
    },
    onSuccess: ({ form, text }) => save(`rollout-${rollout.number}.${form}`, text),
    onError: tellProblem,
  })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<Download />} loading={pack.isPending}>
          Evidence
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => pack.mutate("md")}>As a text to read (Markdown)</Menu.Item>
        <Menu.Item onClick={() => pack.mutate("json")}>As data (JSON)</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function save(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }))
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
