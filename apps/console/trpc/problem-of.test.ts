import assert from "node:assert/strict"
import { test } from "node:test"
import type { AppRouter } from "@signalbox/server/api/root"
import { createTRPCClient, httpLink } from "@trpc/client"
import { problemOf } from "./problem-of.ts"

test("an answer that is not the API's own counts as not reached, not as a fault of the control plane", async () => {
  const answer = async () => new Response("Signalbox is starting or stopping.\n", { status: 503 })
  const client = createTRPCClient<AppRouter>({
    links: [httpLink({ url: "http://localhost/api/trpc", fetch: answer })],
  })
  const error = await client.access.firstRun.query().catch((caught: unknown) => caught)
  assert.equal(problemOf(error).message, "The control plane could not be reached.")
})
