import assert from "node:assert/strict"
import { test } from "node:test"
import { AGENT_MESSAGES } from "@signalbox/protocol/catalogue"
import { askEveryCell, tableGaps } from "../testing/access-table.ts"
import { reachForOthersThings } from "../testing/others-things.ts"
import { startTestServer } from "../testing/start-test-server.ts"
import { whoMayWhat } from "../testing/who-may-what.ts"
import { accessRegistry, agentMessageRegistry } from "./access-registry.ts"
import type { ApiContext } from "./context.ts"
import { appRouter } from "./root.ts"
import { createCaller } from "./trpc.ts"

test("F66 the registry has an entry for every procedure and every message of an agent, and no other", () => {
  assert.deepEqual(tableGaps(), [])
  assert.deepEqual(Object.keys(accessRegistry).sort(), [...whoMayWhat.keys()].sort())
  assert.deepEqual(Object.keys(agentMessageRegistry).sort(), Object.keys(AGENT_MESSAGES).sort())
})

test("F66 a procedure without an entry is refused to everybody", async () => {
  const actor = { kind: "user", id: "x", name: "x", role: "admin", address: null } as const
  const call = createCaller(appRouter)({ actor, rules: {} } as unknown as ApiContext)
  await assert.rejects(call.access.me(), /Nobody may call this/)
  await assert.rejects(call.access.firstRun(), /Nobody may call this/)
})

test("F66 every procedure lets exactly those pass whom the table names", { timeout: 120_000 }, async (t) => {
  const { cells, wrong } = await askEveryCell(await startTestServer(t))
  assert.deepEqual(wrong, [])
  t.diagnostic(`${cells} cells`)
})

test("F66 nobody but its owner and an admin sees or ends a session or a token", async (t) => {
  const { attempts, reached } = await reachForOthersThings(await startTestServer(t))
  assert.deepEqual(reached, [])
  assert.equal(attempts, 8)
})
