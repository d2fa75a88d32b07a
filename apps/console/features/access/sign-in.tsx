"use client"
import { Button, PasswordInput, TextInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useSearchParams } from "next/navigation"
import { ErrorPanel } from "../../design/states.tsx"
import { useTRPC } from "../../trpc/client.tsx"
import { signIn } from "./auth-request.ts"
import classes from "./outside.module.css"
import { Outside } from "./outside.tsx"
import { WaitsForFirstAdmin } from "./waits-for-first-admin.tsx"

/** Only a path of this console: a link must not send people elsewhere after they signed in. */
function landing(next: string | null): string {
  return next?.startsWith("/") && !next.startsWith("//") && !next.startsWith("/\\") ? next : "/fleet"
}

export function SignIn() {
  const trpc = useTRPC()
  const next = landing(useSearchParams().get("next"))
  const firstRun = useQuery(trpc.access.firstRun.queryOptions())
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "", password: "" } })
  const enter = useMutation({
    mutationFn: (values: { email: string; password: string }) => signIn(values.email.trim(), values.password),
    onSuccess: () => window.location.assign(next),
  })

  if (firstRun.data?.needsFirstAdmin) return <WaitsForFirstAdmin />
  return (
    <Outside title="Sign in" lead="See what runs, and change it safely.">
      <form className={classes["form"]} onSubmit={form.onSubmit((values) => enter.mutate(values))}>
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          data-autofocus
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        {enter.error ? <ErrorPanel error={enter.error} /> : null}
        {firstRun.error ? <ErrorPanel error={firstRun.error} retry={firstRun.refetch} /> : null}
        <Button type="submit" size="lg" loading={enter.isPending || enter.isSuccess}>
          Sign in
        </Button>
      </form>
    </Outside>
  )
}
