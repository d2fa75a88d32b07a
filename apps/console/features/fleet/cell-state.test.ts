import assert from "node:assert/strict"
import { test } from "node:test"
import type { ServiceStandingView } from "@signalbox/domain/servers/schema"
import type { ChangeStatus } from "@signalbox/domain/status"
import { cellState } from "./cell-state.ts"

const service = (more: Partial<ServiceStandingView> = {}): ServiceStandingView => ({
  ...{ serviceId: "s", serviceName: "backend", appliedNumber: 3, latestNumber: 3, isDrifted: false },
  ...{ change: null, observedAt: null },
  ...more,
})
const changing = (status: ChangeStatus) => service({ change: { rolloutNumber: 1, status, step: "" }, latestNumber: 4 })
const online = (...services: ServiceStandingView[]) => cellState({ status: "online", services })

test("a server that is not heard from shows that and nothing else: what it runs is not known", () => {
  assert.deepEqual(cellState({ status: "offline", services: [changing("failed")] }), {
    lamp: "danger",
    word: "offline",
  })
  assert.deepEqual(cellState({ status: "revoked", services: [] }), { lamp: "revoked", word: "revoked" })
})

test("of several services the worst is shown", () => {
  assert.deepEqual(online(service(), service()), { lamp: "clear", word: "online" })
  assert.deepEqual(online(service({ isDrifted: true }), changing("failed")), { lamp: "danger", word: "failed" })
  assert.deepEqual(online(changing("verifying"), service({ isDrifted: true })), { lamp: "caution", word: "drifted" })
  assert.deepEqual(online(service({ latestNumber: 4 })), { lamp: "caution", word: "behind" })
})

test("a service that a change is bringing on is told to move, not to be behind", () => {
  assert.deepEqual(online(changing("applying")), { lamp: "applying", word: "applying" })
})

test("a change that waits its turn does not colour the cell", () => {
  assert.deepEqual(online(changing("pending")), { lamp: "clear", word: "online" })
})
