import assert from "node:assert/strict"
import test from "node:test"
import { systemClock } from "../host/clock.ts"
import { answeringServer } from "../testing/answering-server.ts"
import { drainBrokers } from "./drain-broker.ts"

const LISTS_PER_QUEUE = 10

/** Answers LLEN and HLEN from what is told to wait, a number for each look. */
function broker(t: test.TestContext, looks: { listed: number; held: number }[]): Promise<number> {
  let look = 0
  return answeringServer(t, (socket, asked) => {
    const { listed, held } = looks[Math.min(look, looks.length - 1)] ?? { listed: 0, held: 0 }
    if (asked.includes("LLEN")) {
      look += 1
      socket.write(`:${listed}\r\n${":0\r\n".repeat(LISTS_PER_QUEUE - 1)}:${held}\r\n`)
    }
    if (asked.includes("SETNAME")) socket.write("+OK\r\n")
  })
}

const drain = (withinMs: number) => ({
  units: ["ytd-worker.service"],
  brokers: [{ key: "CELERY_BROKER_URL", keyPrefix: "", queues: ["celery"] }],
  withinMs,
})
const waitingFor = (seen: number[]) => ({
  clock: systemClock,
  signal: new AbortController().signal,
  onWaiting: (count: number) => void seen.push(count),
})

test("a worker leaves its broker only after all that waits there, or is held unacknowledged, is worked off", async (t) => {
  const looks = [
    { listed: 3, held: 1 },
    { listed: 0, held: 1 },
    { listed: 0, held: 0 },
    { listed: 1, held: 0 },
    { listed: 0, held: 0 },
  ]
  const port = await broker(t, looks)
  const seen: number[] = []
  await drainBrokers(drain(20_000), `CELERY_BROKER_URL=redis://127.0.0.1:${port}/0\n`, waitingFor(seen))
  assert.deepEqual(seen.slice(0, 4), [4, 1, 0, 1], "an empty moment between two tasks is not the end")
})

test("tasks that are not worked off in time keep the worker where it is, and are counted", async (t) => {
  const port = await broker(t, [{ listed: 2, held: 0 }])
  const text = `CELERY_BROKER_URL=redis://127.0.0.1:${port}/0\n`
  await assert.rejects(drainBrokers(drain(1_000), text, waitingFor([])), /2 tasks wait still on the broker/)
})

test("a broker that cannot be looked at, or lets us see a part only, is no empty one", async (t) => {
  const port = await answeringServer(t, (socket, asked) =>
    socket.write(asked.includes("LLEN") ? `${":0\r\n".repeat(LISTS_PER_QUEUE)}-NOPERM no\r\n` : "+OK\r\n"),
  )
  const refused = `CELERY_BROKER_URL=redis://127.0.0.1:${port}/0\n`
  await assert.rejects(drainBrokers(drain(5_000), refused, waitingFor([])), /could not be seen/)
  const text = "CELERY_BROKER_URL=redis://127.0.0.1:1/0\n"
  await assert.rejects(drainBrokers(drain(5_000), text, waitingFor([])), /could not be seen/)
  await assert.rejects(drainBrokers(drain(5_000), "APP_PORT=1\n", waitingFor([])), /names no broker/)
})
