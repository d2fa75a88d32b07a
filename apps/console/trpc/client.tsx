"use client"
import type { AppRouter } from "@signalbox/server/api/root"
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from "@trpc/client"
import { createTRPCContext } from "@trpc/tanstack-react-query"
import { type ReactNode, useState } from "react"
import { problemOf } from "./problem-of.ts"

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()

const URL_OF_API = "/api/trpc"

/** Pages that stand outside the house: nobody is sent from them to the sign-in page. */
const OPEN = ["/sign-in", "/welcome", "/join"]

function toSignIn(error: unknown) {
  if (problemOf(error).code !== "not-signed-in") return
  const { pathname, search } = window.location
  if (OPEN.some((path) => pathname.startsWith(path))) return
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`)
}

function makeQueryClient() {
  return new QueryClient({
    // The stream of events says when something is stale; time alone does not.
    defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false, refetchOnWindowFocus: false } },
    queryCache: new QueryCache({ onError: toSignIn }),
    mutationCache: new MutationCache({ onError: toSignIn }),
  })
}

/** Queries whose input may be longer than a URL: a plan names each of its servers. */
const LONG = new Set(["rollouts.plan"])

function makeClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url: URL_OF_API }),
        false: splitLink({
          condition: (operation) => LONG.has(operation.path),
          true: httpLink({ url: URL_OF_API, methodOverride: "POST" }),
          // A longer URL than this is refused by some proxies; the batch is cut before.
          false: httpBatchLink({ url: URL_OF_API, maxURLLength: 4_000 }),
        }),
      }),
    ],
  })
}

/** Queries, mutations and the one stream of live events. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient)
  const [client] = useState(makeClient)
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  )
}
