"use client"
import { Button, Textarea, TextInput } from "@mantine/core"
import type { PlanView } from "@signalbox/domain/rollouts/schema"
import { useMutation } from "@tanstack/react-query"
import { Play } from "lucide-react"
import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { Card } from "../../design/page.tsx"
import { ErrorPanel } from "../../design/states.tsx"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { problemOf } from "../../trpc/problem-of.ts"
import { versionRange } from "../rollouts/rollout-batches.ts"
import classes from "./plan.module.css"
import type { PlanRequest, PlanState } from "./use-plan.ts"

/** The button, and what it will be remembered by. */
export function StartForm({ plan, input }: { plan: PlanState; input: PlanRequest }) {
  const trpc = useTRPC()
  const router = useRouter()
  const [title, setTitle] = useState<string | null>(null)
  const [note, setNote] = useState("")
  const start = useMutation(
    trpc.rollouts.start.mutationOptions({
      onSuccess: ({ rolloutId }) => router.push(`/rollouts/${rolloutId}`),
      onError: (error) => {
        // Something changed since it was planned: the new plan is fetched, and must be read before it can be started.
        if (["plan-outdated", "plan-refused", "rollout-in-progress"].includes(problemOf(error).code))
          void plan.refetch()
      },
    }),
  )
  const shownTitle = title ?? (plan.data ? titleOf(plan.data) : "")
  const hindrance = hindranceOf(plan, shownTitle)
  function submit(event: FormEvent) {
    event.preventDefault()
    if (hindrance || !plan.data) return
    start.mutate({ ...input, fingerprint: plan.data.fingerprint, title: shownTitle.trim(), note: note.trim() })
  }
  const isOutdated = start.error && problemOf(start.error).code === "plan-outdated"
  return (
    <Card title="Start">
      <form className={classes["start"]} onSubmit={submit}>
        <TextInput
          label="Title"
          maxLength={120}
          value={shownTitle}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Textarea
          label="Note"
          placeholder="Why, and the ticket"
          autosize
          minRows={2}
          maxRows={5}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {start.error && !(isOutdated && !plan.hasChanged && !plan.isBehind) ? <ErrorPanel error={start.error} /> : null}
        <Button
          type="submit"
          size="lg"
          leftSection={<Play />}
          loading={start.isPending || start.isSuccess}
          disabled={hindrance !== null}
        >
          Start rollout
        </Button>
        <p className="dim" role="status">
          {hindrance ?? (plan.data ? `${promise(plan.data)}` : "")}
        </p>
      </form>
    </Card>
  )
}

/** Why it cannot start now; null when it can. */
function hindranceOf({ data, error, isBehind, hasChanged }: PlanState, title: string): string | null {
  if (isBehind && !error) return "Planning …"
  if (!data) return "Choose servers first."
  if (error) return "There is no plan for this."
  if (data.refusals.length > 0) return "The plan is refused: the reasons stand beside it."
  if (!data.mayStart) return "Nothing differs on these servers: there is nothing to do."
  if (hasChanged) return "The plan has changed: read it again first."
  if (title.trim() === "") return "Give it a title."
  return null
}

function titleOf({ serviceName, targets }: PlanView): string {
  return `${serviceName} to ${versionRange(targets.filter((target) => !target.isNoop).map((target) => target.toNumber))}`
}

function promise({ batches, targets }: PlanView): string {
  const servers = count(targets.filter((target) => !target.isNoop).length, "server")
  return `${servers} in ${count(batches.length, "batch", "batches")}. Each is verified, and puts itself back where it is not well.`
}
