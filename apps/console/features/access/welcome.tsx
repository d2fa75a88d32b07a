"use client"
import { useMutation, useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { ErrorPanel } from "../../design/states.tsx"
import { useTRPC, useTRPCClient } from "../../trpc/client.tsx"
import { signIn } from "./auth-request.ts"
import { type NewAccount, NewAccountForm } from "./new-account.tsx"
import { Outside } from "./outside.tsx"
import { useLinkCode } from "./use-link-code.ts"
import { WaitsForFirstAdmin } from "./waits-for-first-admin.tsx"

/** Makes the first admin and goes in. */
export function Welcome() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const code = useLinkCode()
  const firstRun = useQuery(trpc.access.firstRun.queryOptions())
  const claim = useMutation({
    mutationFn: async (account: NewAccount) => {
      await client.access.claimFirstAdmin.mutate({ code: code ?? "", ...account })
      await signIn(account.email, account.password)
    },
    onSuccess: () => window.location.assign("/fleet"),
  })

  if (firstRun.data?.needsFirstAdmin === false && !claim.isPending && !claim.isSuccess)
    return (
      <Outside title="The first admin is made" lead="This link has done its work.">
        <Link href="/sign-in">Go to the sign-in page</Link>
      </Outside>
    )
  if (code === "") return <WaitsForFirstAdmin />
  return (
    <Outside
      title="Make the first admin"
      lead="This account may do everything, and invites the others."
      foot="The link works once, and only until this account is made."
    >
      {firstRun.error ? <ErrorPanel error={firstRun.error} retry={firstRun.refetch} /> : null}
      <NewAccountForm
        withEmail
        submit={claim.mutate}
        isBusy={claim.isPending || claim.isSuccess}
        error={claim.error}
        button="Make the account and sign in"
      />
    </Outside>
  )
}
