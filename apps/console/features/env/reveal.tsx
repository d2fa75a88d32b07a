"use client"
import { ActionIcon, Button, CopyButton, Modal, TextInput, Tooltip } from "@mantine/core"
import type { EnvServerView, EnvView } from "@signalbox/domain/env/schema"
import { useMutation } from "@tanstack/react-query"
import { Check, Copy, Eye, EyeOff } from "lucide-react"
import { type FormEvent, useEffect, useState } from "react"
import { ErrorPanel } from "../../design/states.tsx"
import { useTRPC } from "../../trpc/client.tsx"
import classes from "./env.module.css"

/** A value in sight of whoever passes by is gone again after this long. */
const SHOWN_MS = 30_000
const REASON_MIN = 3

type RevealProps = { name: string; env: EnvView; server: EnvServerView }

/** One secret in clear, after a reason was given; every look is in the audit log. */
export function Reveal({ name, env, server }: RevealProps) {
  const [isAsking, setAsking] = useState(false)
  const [value, setValue] = useState<string | null>(null)
  useEffect(() => {
    if (value === null) return
    const timer = setTimeout(() => setValue(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [value])
  if (value !== null) return <Shown name={name} value={value} hide={() => setValue(null)} />
  return (
    <>
      <Tooltip label="Reveal the saved value: asks for a reason, is audited">
        <ActionIcon size="xs" aria-label={`Reveal ${name}`} onClick={() => setAsking(true)}>
          <EyeOff className="icon" />
        </ActionIcon>
      </Tooltip>
      {isAsking ? <ReasonDialog {...{ name, env, server }} close={() => setAsking(false)} show={setValue} /> : null}
    </>
  )
}

function Shown({ name, value, hide }: { name: string; value: string; hide: () => void }) {
  return (
    <span className={classes["revealed"]} role="status">
      <code>{value === "" ? "(empty)" : value}</code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <ActionIcon size="xs" aria-label={copied ? "Copied" : `Copy ${name}`} onClick={copy}>
            {copied ? <Check className="icon" /> : <Copy className="icon" />}
          </ActionIcon>
        )}
      </CopyButton>
      <ActionIcon size="xs" aria-label={`Hide ${name}`} onClick={hide}>
        <Eye className="icon" />
      </ActionIcon>
      <span className="dim">hides in 30 s</span>
    </span>
  )
}

type ReasonDialogProps = RevealProps & { close: () => void; show: (value: string) => void }

function ReasonDialog({ name, env, server, close, show }: ReasonDialogProps) {
  const trpc = useTRPC()
  const [reason, setReason] = useState("")
  const reveal = useMutation(
    trpc.env.reveal.mutationOptions({
      onSuccess: ({ value }) => {
        show(value)
        close()
      },
      // A value in a cache would outlive the thirty seconds.
      gcTime: 0,
    }),
  )
  function ask(event: FormEvent) {
    event.preventDefault()
    reveal.mutate({ serviceId: env.serviceId, serverId: server.serverId, key: name, reason: reason.trim() })
  }
  return (
    <Modal opened onClose={close} title={`Reveal ${name}`}>
      <form onSubmit={ask} className={classes["dialog"]}>
        <p>
          Shows the saved value on {server.serverName} for 30 seconds. Who looked, when and why goes into the audit log.
        </p>
        <TextInput
          label="Reason"
          placeholder="Checking the login with the provider"
          required
          data-autofocus
          maxLength={300}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {reveal.error ? <ErrorPanel error={reveal.error} /> : null}
        <div className={classes["dialogActions"]}>
          <Button variant="subtle" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={reveal.isPending} disabled={reason.trim().length < REASON_MIN}>
            Reveal
          </Button>
        </div>
      </form>
    </Modal>
  )
}
