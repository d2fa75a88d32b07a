"use client"
import { useMutation } from "@tanstack/react-query"
import Link from "next/link"
import { useTRPC } from "../../trpc/client.tsx"
import { NewAccountForm } from "./new-account.tsx"
import { Outside } from "./outside.tsx"
import { useLinkCode } from "./use-link-code.ts"

/** Accepts an invitation. */
export function Join() {
  const trpc = useTRPC()
  const code = useLinkCode()
  const accept = useMutation(trpc.access.acceptInvitation.mutationOptions())

  if (accept.isSuccess)
    return (
      <Outside title="Your account is ready" lead="Sign in with the address that was invited.">
        <Link href="/sign-in">Go to the sign-in page</Link>
      </Outside>
    )
  if (code === "")
    return (
      <Outside title="This link is not whole" lead="The code at its end is missing.">
        <p className="dim">
          Copy the link again, up to its very end: <code>/join#code=…</code>. If it was cut where it was sent, ask for a
          new one.
        </p>
      </Outside>
    )
  return (
    <Outside title="Join Signalbox" lead="You were invited. Choose how you are called, and a password.">
      <NewAccountForm
        withEmail={false}
        submit={({ name, password }) => accept.mutate({ code: code ?? "", name, password })}
        isBusy={accept.isPending}
        error={accept.error}
        button="Accept the invitation"
      />
    </Outside>
  )
}
