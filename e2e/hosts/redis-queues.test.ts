// Queues made by the real libraries on a real Redis: what the agent counts is what the library counts.
import assert from "node:assert/strict"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, suite, test } from "node:test"
import { openRedis, type RedisConnection } from "@signalbox/agent/host/redis/connection"
import { throughputBetween } from "@signalbox/agent/host/redis/find-queues"
import { lookBriefly, lookIntoRedis } from "@signalbox/agent/host/redis/look-into-redis"
import {
  type BullQueueFacts,
  type CeleryFacts,
  KeyspaceSample,
  QueueFacts,
  RedisFacts,
} from "@signalbox/protocol/redis"
import Bull from "bull"
import * as bullmq6 from "bullmq"
import * as bullmq5 from "bullmq5"
import { Redis } from "ioredis"
import { until } from "../until.ts"
import { type Host, startHost } from "./host.ts"
import { startNetwork, type TestNetwork } from "./network.ts"
import { whyHostsCannotRun } from "./packages.ts"

const CELERY = `from celery import Celery
app = Celery("t", broker="redis://127.0.0.1/3", backend="redis://127.0.0.1/3")
app.conf.broker_transport_options = {"priority_steps": list(range(10)), "queue_order_strategy": "priority"}
app.conf.task_routes = {"t.mail": {"queue": "mail"}}
app.conf.task_default_priority = 0
@app.task(name="t.add")
def add(a, b):
    return a + b
@app.task(name="t.mail")
def mail(a):
    import time
    time.sleep(600)
`

suite("queues in a real Redis", { skip: whyHostsCannotRun() ?? false, timeout: 300_000 }, () => {
  let network: TestNetwork
  let host: Host
  let redis: RedisConnection
  const opened: { close(): Promise<unknown> }[] = []
  const clients: Redis[] = []

  before(async () => {
    network = await startNetwork()
    host = await startHost({
      network,
      name: "queues",
      prepare: async (root) => writeFileSync(join(root, "opt/ytdl/t.py"), CELERY),
    })
    await host.run("systemctl", ["start", "redis-server"])
    for (const [key, value] of [
      ["protected-mode", "no"],
      ["bind", "0.0.0.0"],
      ["latency-monitor-threshold", "1"],
    ]) {
      await host.run("redis-cli", ["config", "set", key ?? "", value ?? ""])
    }
    redis = await openRedis({ host: host.address, port: 6379, username: "", password: "", isTls: false, db: 0 }, 5_000)
  })
  after(async () => {
    redis?.close()
    await Promise.all(opened.map((each) => each.close()))
    for (const client of clients) client.disconnect()
    await network?.stop()
  })

  const connection = (db: number) => ({ host: host.address, port: 6379, db })
  const look = async () => {
    const budget = { timeMs: 4_000, keysMax: 20_000, samplesMax: 200 }
    const seen = await lookIntoRedis(redis, { now: Date.now, budget })
    for (const queue of seen.queues) QueueFacts.parse(queue)
    for (const sample of seen.keyspaces) KeyspaceSample.parse(sample)
    RedisFacts.parse(seen.facts)
    return seen
  }
  const bullFacts = async (name: string) => {
    const { queues } = await look()
    const found = queues.find((queue): queue is BullQueueFacts => queue.kind !== "celery" && queue.name === name)
    assert.ok(found, `${name} was not found`)
    return found
  }

  test("Bull 4: every state, the age of the oldest, the workers, paused or not", async () => {
    const queue = new Bull("cookie refresh", { redis: connection(2) })
    opened.push(queue)
    const begun = Date.now()
    await queue.add("fails", {})
    const failed = once(queue, "failed")
    // Resolves when the queue closes.
    void queue.process("fails", () => Promise.reject(new Error("as asked")))
    await failed
    // Or it would take what comes now, and fail it for want of a handler.
    await queue.pause(true)
    for (const delay of [0, 0, 0, 600_000]) await queue.add("waits", {}, { delay })
    await queue.add("first", {}, { priority: 1 })
    const { paused: none, ...counts } = { paused: 0, ...(await queue.getJobCounts()) }
    const facts = await bullFacts("cookie refresh")
    assert.deepEqual([facts.kind, facts.prefix, facts.db, facts.isPaused], ["bull", "bull", 2, false])
    const { waiting, active, delayed, failed: lost, completed } = facts.depths
    assert.deepEqual({ waiting, active, delayed, failed: lost, completed }, counts)
    assert.equal(facts.depths.paused, none)
    assert.equal(facts.workers, (await queue.getWorkers()).length)
    assert.equal(facts.added, 6)
    assert.ok((facts.oldestWaitingMs ?? 0) > 0 && (facts.oldestWaitingMs ?? 0) <= Date.now() - begun)
    await queue.pause()
    const paused = await bullFacts("cookie refresh")
    assert.equal(paused.isPaused, true)
    assert.equal(paused.depths.paused, await queue.getPausedCount())
  })

  for (const [version, library] of [
    [5, bullmq5],
    // Its types differ in what is not used here.
    [6, bullmq6 as unknown as typeof bullmq5],
  ] as const) {
    test(`BullMQ ${version}: every state under a prefix of one's own, and the workers`, async () => {
      // Both libraries take an ioredis of ours; the types of each know another release of it.
      const client = () => {
        clients.push(new Redis({ ...connection(0), maxRetriesPerRequest: null }))
        return clients.at(-1) as never
      }
      const own = { connection: client(), prefix: `app:{jobs${version}}` }
      const queue = new library.Queue("resize", own)
      const flow = new library.FlowProducer(own)
      const worker = new library.Worker("resize", (job: { name: string }) => work(job.name), {
        ...own,
        connection: client(),
        name: "one",
        autorun: false,
      })
      opened.push(queue, flow, worker)
      const failed = new Promise((resolve) => worker.once("failed", resolve))
      const completed = new Promise((resolve) => worker.once("completed", resolve))
      await queue.add("fails", {})
      await queue.add("ends", {})
      void worker.run()
      await Promise.all([failed, completed])
      await worker.pause()
      await queue.addBulk(["a", "b", "c"].map((name) => ({ name, data: {} })))
      await queue.add("later", {}, { delay: 600_000 })
      await queue.add("sooner", {}, { priority: 5 })
      await flow.add({ name: "parent", queueName: "resize", children: [{ name: "child", queueName: "resize" }] })
      const counts = await queue.getJobCounts()
      const { queues } = await look()
      const facts = queues.find(
        (each): each is BullQueueFacts => each.kind === "bullmq" && each.prefix === `app:{jobs${version}}`,
      )
      assert.ok(facts)
      assert.deepEqual(
        {
          wait: facts.depths.waiting,
          active: facts.depths.active,
          delayed: facts.depths.delayed,
          failed: facts.depths.failed,
          completed: facts.depths.completed,
          prioritized: facts.depths.prioritized,
          children: facts.depths.waitingChildren,
        },
        {
          wait: counts["waiting"] ?? counts["wait"],
          active: counts["active"],
          delayed: counts["delayed"],
          failed: counts["failed"],
          completed: counts["completed"],
          prioritized: counts["prioritized"],
          children: counts["waiting-children"],
        },
      )
      assert.deepEqual([facts.depths.waiting, facts.depths.waitingChildren, facts.depths.prioritized], [4, 1, 1])
      assert.equal(facts.workers, (await queue.getWorkers()).length)
      assert.match(facts.libraryVersion ?? "", new RegExp(`bullmq.*${version}\\.`))
      await queue.pause()
      const { queues: paused } = await lookBriefly(redis, (await look()).queues, Date.now)
      const again = paused.find((each) => each.kind === "bullmq" && each.prefix === facts.prefix)
      assert.ok(again?.kind === "bullmq" && again.isPaused)
    })
  }

  test("what goes through a queue is told from two readings, and is what the workers did", async () => {
    const queue = new Bull("through", { redis: connection(2) })
    opened.push(queue)
    await queue.add({})
    const first = await look()
    const before = performance.now()
    await queue.addBulk(Array.from({ length: 30 }, () => ({ data: {}, opts: { removeOnComplete: true } })))
    let done = 0
    void queue.process(async () => {
      done += 1
    })
    await until("all jobs done", async () => done === 31)
    const { queues: second } = await lookBriefly(redis, first.queues, Date.now)
    const windowMs = performance.now() - before
    const facts = throughputBetween(first.queues, second, windowMs).find(
      (each) => each.kind === "bull" && each.name === "through",
    )
    assert.ok(facts?.kind === "bull" && facts.throughput)
    assert.equal(Math.round((facts.throughput.addedPerSecond ?? 0) * (windowMs / 1_000)), 30)
    assert.equal(Math.round((facts.throughput.finishedPerSecond ?? 0) * (windowMs / 1_000)), 31)
  })

  test("Celery 5: each queue with its priorities, what is held, what is scheduled, the workers", async () => {
    const celery = (code: string) => host.run("sh", ["-c", `cd /opt/ytdl && python3 -c '${code}'`])
    await celery(`import t
for p in (0, 0, 3, 9): t.add.apply_async((1, 2), priority=p)
for _ in range(2): t.mail.delay(1)`)
    const facts = async () => {
      const { queues } = await look()
      return queues.find((queue): queue is CeleryFacts => queue.kind === "celery")
    }
    const said = (await celery(`import t
c = t.app.connection()
print([c.default_channel._size(q) for q in ("celery", "mail")])`)) as string
    const seen = await facts()
    const depth = (name: string) => seen?.queues.find((queue) => queue.name === name)?.waiting
    assert.equal(`[${depth("celery")}, ${depth("mail")}]\n`, said)
    assert.deepEqual([depth("celery"), depth("mail"), seen?.unacked, seen?.workers, seen?.db], [4, 2, 0, 0, 3])

    const worker = "cd /opt/ytdl && exec python3 -m celery -A t worker -Q celery -c 1"
    await host.run("systemd-run", ["--unit=worker", "sh", "-c", worker])
    await celery("import t; [t.add.apply_async((1, 2), countdown=3600) for _ in range(2)]")
    const held = await until("the worker holds what is scheduled", async () => {
      const now = await facts()
      return (
        now?.scheduled === 2 &&
        now.workers === 1 &&
        now.queues.find(({ name }) => name === "celery")?.waiting === 0 &&
        now
      )
    })
    const counts = JSON.parse(
      await celery(`import t, json
i = t.app.control.inspect()
print(json.dumps({k: sum(len(v) for v in (getattr(i, k)() or {}).values()) for k in ("scheduled", "reserved")}))`),
    ) as { scheduled: number; reserved: number }
    assert.deepEqual([held.scheduled, held.unacked], [counts.scheduled, counts.scheduled + counts.reserved])
    assert.ok((held.oldestUnackedMs ?? 0) > 0)
    await host.run("systemctl", ["kill", "-s", "KILL", "worker"])
    await until("a worker that was killed counts no more", async () => (await facts())?.workers === 0)
  })

  test("a look takes keys in small pieces and never all at once, and tells of them by pattern alone", async () => {
    const fill = "redis-benchmark -q -n 200000 -r 200000 -P 50 set secret-name:__rand_int__ value-hunter2 > /dev/null"
    await host.run("sh", ["-c", fill])
    await host.run("redis-cli", ["config", "resetstat"])
    const seen = await look()
    const sample = seen.keyspaces.find(({ db }) => db === 0)
    assert.ok(sample && sample.seen > 1_000)
    const stats = await host.run("redis-cli", ["info", "commandstats"])
    const calls = (command: string) => Number(new RegExp(`^cmdstat_${command}:calls=(\\d+)`, "m").exec(stats)?.[1] ?? 0)
    assert.deepEqual([calls("keys"), calls("sort"), calls("smembers"), calls("hgetall")], [0, 0, 0, 0])
    assert.ok(calls("scan") >= sample.seen / 500, `${calls("scan")} pieces for ${sample.seen} keys`)
    const pattern = sample.patterns.find(({ pattern }) => pattern === "secret-name:#")
    assert.ok(pattern && pattern.keys > 0.9 * sample.seen && pattern.meanBytes !== null)
    assert.doesNotMatch(JSON.stringify(seen), /hunter2|secret-name:\d/)
  })

  test("a user with few rights sees what it may, and the rest is left unsaid", async () => {
    await host.run("redis-cli", ["acl", "setuser", "few", "on", ">few-rights", "+info", "+ping", "+select"])
    const place = { host: host.address, port: 6379, username: "few", password: "few-rights", isTls: false, db: 0 }
    const few = await openRedis(place, 5_000)
    const seen = await lookIntoRedis(few, { now: Date.now }).finally(few.close)
    assert.equal(seen.facts.product, "redis")
    assert.deepEqual(
      [seen.clients, seen.slowLog, seen.settings.defaultUser, seen.keyspaces.length],
      [null, null, null, 0],
    )
    const wrong = await openRedis({ ...place, password: "wrong" }, 5_000).catch((error: Error) => error.message)
    assert.equal(wrong, "WRONGPASS")
  })
})

async function work(name: string): Promise<void> {
  if (name === "fails") throw new Error("as asked")
}
