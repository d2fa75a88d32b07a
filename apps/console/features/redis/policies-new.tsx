"use client"
import { Button, Modal, SegmentedControl, TextInput } from "@mantine/core"
import { useMutation } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { useState } from "react"
import { ErrorPanel } from "../../design/states.tsx"
import { useTRPC } from "../../trpc/client.tsx"
import classes from "./policies.module.css"
import { DEFAULTS, type PolicyDraft, readDraft } from "./policies-draft.ts"
import { PolicyFields } from "./policies-fields.tsx"

const PROPOSED: PolicyDraft = { MAXMEMORY: "512mb", MAXMEMORY_POLICY: "noeviction", PORT: "6379", BIND: "127.0.0.1" }

/** A name and a first base; a password is made by itself. */
export function NewPolicy({ close }: { close: () => void }) {
  const trpc = useTRPC()
  const router = useRouter()
  const [name, setName] = useState("")
  const [product, setProduct] = useState<"redis" | "valkey">("redis")
  const [draft, setDraft] = useState(PROPOSED)
  const create = useMutation(
    trpc.redis.createPolicy.mutationOptions({
      onSuccess: ({ serviceId }) => router.push(`/redis/policies/${serviceId}`),
    }),
  )
  const { settings, faults } = readDraft(draft)
  return (
    <Modal opened onClose={close} title="New Redis policy" size={860}>
      <form
        className={classes["dialog"]}
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate({ name, product, settings })
        }}
      >
        <TextInput
          label="Name"
          placeholder="local-redis"
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label="Package"
          value={product}
          onChange={(value) => setProduct(value === "valkey" ? "valkey" : "redis")}
          data={[
            { value: "redis", label: "Redis" },
            { value: "valkey", label: "Valkey" },
          ]}
        />
        <PolicyFields draft={draft} change={setDraft} beneath={DEFAULTS} />
        <p className="dim">A password is made by itself. Nothing reaches a server before you install it.</p>
        {create.error ? <ErrorPanel error={create.error} /> : null}
        <Button
          type="submit"
          disabled={name === "" || Object.keys(faults).length > 0}
          loading={create.isPending || create.isSuccess}
        >
          Make the policy
        </Button>
      </form>
    </Modal>
  )
}
