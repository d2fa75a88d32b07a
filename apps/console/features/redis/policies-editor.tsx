"use client"
import { Button, Select } from "@mantine/core"
import type { RedisDocumentView, RedisPolicyView } from "@signalbox/domain/redis-policies/schema"
import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { KeyDiff } from "../../design/key-diff.tsx"
import { Card } from "../../design/page.tsx"
import { ErrorPanel } from "../../design/states.tsx"
import { tell } from "../../design/tell.ts"
import { useUnsavedGuard } from "../../design/use-unsaved-guard.ts"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import classes from "./policies.module.css"
import { DEFAULTS, draftChanges, draftOf, type PolicyDraft, readDraft } from "./policies-draft.ts"
import { PolicyFields } from "./policies-fields.tsx"

const BASE = "base"

/** The base, or what one server has otherwise. */
export function PolicyEditor({ policy }: { policy: RedisPolicyView }) {
  const [place, setPlace] = useState(BASE)
  const server = policy.servers.find(({ serverId }) => serverId === place)
  const document = server?.overrides ?? policy.base
  const places = policy.servers.map(({ serverId, serverName }) => ({ value: serverId, label: `Only ${serverName}` }))
  return (
    <Card
      title="Settings"
      hint={server ? "what is empty is as in the base" : "of every server that has no other"}
      right={
        <Select
          size="xs"
          aria-label="Settings of"
          data={[{ value: BASE, label: "Base" }, ...places]}
          value={server ? place : BASE}
          onChange={(value) => setPlace(value ?? BASE)}
          allowDeselect={false}
        />
      }
    >
      <DocumentEditor
        // What was saved meanwhile must not be overwritten by what was typed before: the form begins anew.
        key={place}
        policy={policy}
        serverId={server?.serverId ?? null}
        document={document}
        beneath={server ? { ...DEFAULTS, ...draftOf(policy.base.settings) } : DEFAULTS}
      />
    </Card>
  )
}

type DocumentEditorProps = {
  policy: RedisPolicyView
  serverId: string | null
  document: RedisDocumentView
  beneath: PolicyDraft
}

function DocumentEditor({ policy, serverId, document, beneath }: DocumentEditorProps) {
  const trpc = useTRPC()
  const [from, setFrom] = useState(document)
  const saved = draftOf(from.settings)
  const [draft, setDraft] = useState(saved)
  const changes = draftChanges(saved, draft)
  const { settings, faults } = readDraft(draft)
  useUnsavedGuard(changes.length > 0)
  function begin(next: RedisDocumentView) {
    setFrom(next)
    setDraft(draftOf(next.settings))
  }
  const save = useMutation(
    trpc.redis.setPolicy.mutationOptions({
      onSuccess: (after) => {
        begin(after.servers.find((server) => server.serverId === serverId)?.overrides ?? after.base)
        tell("Saved; plan the rollout to bring it to the servers")
      },
    }),
  )
  return (
    <div className={classes["stack"]}>
      <PolicyFields draft={draft} change={setDraft} beneath={beneath} isReadOnly={!policy.may.edit} />
      {changes.length > 0 ? (
        <KeyDiff changes={changes} before="Saved" after="Draft" label="What the draft changes" />
      ) : null}
      {save.error ? <ErrorPanel error={save.error} /> : null}
      <div className={classes["actions"]}>
        {policy.may.edit ? (
          <Button
            disabled={changes.length === 0 || Object.keys(faults).length > 0}
            loading={save.isPending}
            onClick={() => save.mutate({ serviceId: policy.serviceId, serverId, editedFrom: from.revision, settings })}
          >
            Save
          </Button>
        ) : null}
        {changes.length > 0 || from.revision !== document.revision ? (
          <Button variant="default" onClick={() => begin(document)}>
            {from.revision === document.revision ? "Discard" : "Take what is saved now"}
          </Button>
        ) : null}
        <span className="dim">
          {changes.length > 0 ? count(changes.length, "setting") : "Nothing here reaches a server before a rollout."}
        </span>
      </div>
    </div>
  )
}
