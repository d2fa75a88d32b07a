import assert from "node:assert/strict"
import { test } from "node:test"
import { followRollout } from "./follow-rollout.ts"
import type { RolloutView } from "./schema.ts"
import { createWorld } from "./testing/world.ts"

test("who follows a rollout sees it as it is, each change of it, and nothing of others", async (t) => {
  const w = await createWorld()
  t.after(() => w.close())
  const serverId = await w.addServer("web-0")
  const serviceId = await w.addService([serverId])
  await w.addVersions(serviceId, [serverId], () => "A=1\n")
  const { rolloutId } = await w.start(serviceId, [serverId])
  const seen: RolloutView[] = []
  const stop = new AbortController()
  const views = followRollout({ ...w.ctx, subscribe: w.live.subscribe }, { rolloutId }, stop.signal)
  for await (const view of views) {
    seen.push(view)
    if (seen.length === 1) {
      w.ctx.publish({ kind: "server", serverId: "another" })
      w.ctx.publish({ kind: "rollout", rolloutId, serviceId })
      w.startEngine()
    }
    if (view.status === "finished") break
  }
  stop.abort()
  assert.deepEqual([seen.at(0)?.targets[0]?.status, seen.at(-1)?.targets[0]?.status], ["pending", "applied"])
  const texts = seen.map((view) => JSON.stringify(view))
  assert.ok(texts.every((text, index) => text !== texts[index - 1]))
})
