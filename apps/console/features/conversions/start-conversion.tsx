"use client"
import { Button, TextInput } from "@mantine/core"
import type { ConversionPlanView, PlanConversionInput } from "@signalbox/domain/conversions/schema"
import { useMutation } from "@tanstack/react-query"
import { Play } from "lucide-react"
import { useRouter } from "next/navigation"
import { useState } from "react"
import { Card } from "../../design/page.tsx"
import { ErrorPanel } from "../../design/states.tsx"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { useHasRole } from "../shell/me.tsx"
import classes from "./conversions.module.css"

type StartProps = {
  plan: ConversionPlanView
  choice: PlanConversionInput
  /** The plan shown is that of an earlier choice. */
  isBehind: boolean
  refetch: () => unknown
}

/** The one button, how many servers it changes, and why it cannot be pressed. */
export function StartConversion({ plan, choice, isBehind, refetch }: StartProps) {
  const trpc = useTRPC()
  const router = useRouter()
  const isOperator = useHasRole("operator")
  const [title, setTitle] = useState("Convert to hybrid")
  const start = useMutation(
    trpc.conversions.start.mutationOptions({
      onSuccess: ({ conversionId }) => router.push(`/redis/conversions/${conversionId}`),
      onError: () => void refetch(),
    }),
  )
  const hindrance = !isOperator
    ? "Your role may look at plans, but not start them."
    : isBehind
      ? "Planning …"
      : !plan.mayStart
        ? "The plan is refused: the reasons stand above."
        : title.trim() === ""
          ? "Give it a title."
          : null
  return (
    <Card title="Start">
      <div className={classes["confirm"]}>
        <TextInput
          label="Title"
          maxLength={120}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        {start.error ? <ErrorPanel error={start.error} what="It was not started." /> : null}
        <Button
          size="lg"
          leftSection={<Play />}
          loading={start.isPending || start.isSuccess}
          disabled={hindrance !== null}
          onClick={() => start.mutate({ ...choice, fingerprint: plan.fingerprint, title: title.trim(), note: "" })}
        >
          Start the conversion of {count(plan.servers.length, "server")}
        </Button>
        <p className="dim" role="status">
          {hindrance}
        </p>
      </div>
    </Card>
  )
}
