import assert from "node:assert/strict"
import { test } from "node:test"
import { createLiveEvents } from "./live-events.ts"
import type { LiveEvent } from "./schema.ts"
import { streamEvents } from "./stream-events.ts"

async function take(events: AsyncIterable<LiveEvent>, count: number): Promise<LiveEvent[]> {
  const taken: LiveEvent[] = []
  for await (const event of events) {
    taken.push(event)
    if (taken.length === count) break
  }
  return taken
}

const server = (serverId: string): LiveEvent => ({ kind: "server", serverId })

test("a subscription opens with resync and misses nothing that is published after it", async () => {
  const live = createLiveEvents()
  const events = live.subscribe(new AbortController().signal)
  live.publish(server("a"))
  live.publish({ kind: "access" })
  assert.deepEqual(await take(events, 3), [{ kind: "resync" }, server("a"), { kind: "access" }])
})

test("a waiting reader is woken by the next event", async () => {
  const live = createLiveEvents()
  const taken = take(live.subscribe(new AbortController().signal), 2)
  await new Promise(setImmediate)
  live.publish(server("a"))
  assert.deepEqual(await taken, [{ kind: "resync" }, server("a")])
})

test("a reader that stands still holds a bounded number of events, then one resync", async () => {
  const live = createLiveEvents({ bufferMax: 10 })
  const events = live.subscribe(new AbortController().signal)
  for (let n = 0; n < 1_000; n++) live.publish(server(`s${n}`))
  live.publish({ kind: "access" })
  const first = await take(events, 1)
  assert.deepEqual(first, [{ kind: "resync" }])
})

test("events about the same thing are told once, the newest", async () => {
  const live = createLiveEvents()
  const events = live.subscribe(new AbortController().signal)
  for (let seq = 1; seq <= 5; seq++) live.publish({ kind: "audit", seq })
  live.publish({ kind: "access" })
  assert.deepEqual(await take(events, 3), [{ kind: "resync" }, { kind: "audit", seq: 5 }, { kind: "access" }])
})

test("an aborted subscription ends", async () => {
  const live = createLiveEvents()
  const stop = new AbortController()
  const all = take(live.subscribe(stop.signal), Number.POSITIVE_INFINITY)
  await new Promise(setImmediate)
  stop.abort()
  assert.deepEqual(await all, [{ kind: "resync" }])
})

test("a page hears a heartbeat while nothing happens, and every event all the same", async () => {
  const live = createLiveEvents()
  const stop = new AbortController()
  const clock = { now: () => new Date(0) }
  const stream = streamEvents({ subscribe: live.subscribe, clock }, stop.signal, 5)
  const kinds: string[] = []
  for await (const event of stream) {
    kinds.push(event.kind)
    if (event.kind === "heartbeat") live.publish({ kind: "access" })
    if (event.kind === "access") break
  }
  stop.abort()
  assert.deepEqual([...new Set(kinds)], ["resync", "heartbeat", "access"])
})
