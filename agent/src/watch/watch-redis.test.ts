import assert from "node:assert/strict"
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type TestContext, test } from "node:test"
import { RedisObserved } from "@signalbox/protocol/redis"
import { RedisSockets } from "@signalbox/protocol/redis-sockets"
import { openEnvFiles } from "../host/files/env-files.ts"
import { answeringRedis } from "../testing/answering-redis.ts"
import { makeRig } from "../testing/rig.ts"
import { type TellRedis, watchRedis } from "./watch-redis.ts"

/** A watcher that looks when it is told to, but for its first look. */
async function watcher(t: TestContext, text: string) {
  const rig = await makeRig({ text })
  const told: RedisObserved[] = []
  const sockets: RedisSockets[] = []
  let isUp = true
  let listening: (() => void)[] = []
  const tell: TellRedis = async (name, message) => {
    if (name === "redis.observed") told.push(RedisObserved.parse(message))
    else sockets.push(RedisSockets.parse(message))
    for (const resolve of listening.splice(0)) setImmediate(resolve)
    return isUp
  }
  const watch = watchRedis({
    policyPath: rig.policyPath,
    files: openEnvFiles({ root: rig.root }),
    everyMs: 3_600_000,
    socketsReportPath: join(rig.folder, "report.json"),
    watchedPath: join(rig.folder, "watched.json"),
    tell,
    now: Date.now,
  })
  t.after(watch.close)
  t.after(rig.remove)
  const untilTold = async (isIt: (seen: RedisObserved) => boolean): Promise<RedisObserved> => {
    for (;;) {
      const found = told.find(isIt)
      if (found) return found
      await new Promise<void>((resolve) => {
        listening = [...listening, resolve]
      })
    }
  }
  const setUp = (value: boolean) => {
    isUp = value
  }
  return { rig, watch, told, sockets, untilTold, setUp }
}

const envOf = (port: number) => `REDIS_URL=redis://127.0.0.1:${port}\n`

test("what env files name is looked at at once, and again after its keys were walked", async (t) => {
  const { port } = await answeringRedis(t)
  const { untilTold, sockets } = await watcher(t, envOf(port))
  const seen = await untilTold(({ keyspacesAt }) => keyspacesAt !== null)
  assert.deepEqual([seen.instance, seen.state], [`127.0.0.1:${port}`, "up"])
  assert.equal(sockets[0]?.units[0]?.unit, "web.service")
})

test("an env file that changed is followed at the next look; the instance that it named before is let go", async (t) => {
  const [before, after] = [await answeringRedis(t), await answeringRedis(t)]
  const { rig, watch, untilTold } = await watcher(t, envOf(before.port))
  await untilTold(({ keyspacesAt }) => keyspacesAt !== null)
  writeFileSync(rig.envPath, envOf(after.port))
  watch.lookNow()
  await untilTold(({ instance }) => instance === `127.0.0.1:${after.port}`)
  await assert.rejects(watch.info(`127.0.0.1:${before.port}`), { code: "policy-refused" })
  assert.equal((await watch.info(`127.0.0.1:${after.port}`)).sections.length, 2)
})

test("PINGs of a look that was not taken are told by a later one", async (t) => {
  const { port } = await answeringRedis(t)
  const { watch, told, untilTold, setUp } = await watcher(t, envOf(port))
  await untilTold(({ keyspacesAt }) => keyspacesAt !== null)
  setUp(false)
  const from = told.length
  watch.lookNow()
  const lost = await untilTold((seen) => told.indexOf(seen) >= from && seen.ping !== null)
  setUp(true)
  watch.lookNow()
  const next = await untilTold((seen) => told.indexOf(seen) > told.indexOf(lost) && seen.ping !== null)
  assert.equal(next.ping?.from, lost.ping?.from)
  assert.ok((next.ping?.roundTrips.count ?? 0) >= (lost.ping?.roundTrips.count ?? 0))
})

test("INFO is given of watched instances alone", async (t) => {
  const { port } = await answeringRedis(t)
  const { watch, untilTold } = await watcher(t, envOf(port))
  await untilTold(() => true)
  for (const other of [`localhost:${port}`, "127.0.0.1:22", "203.0.113.5:6379", ""])
    await assert.rejects(watch.info(other), { code: "policy-refused" }, other)
})

test("without a policy nothing is watched, and nothing ends", async (t) => {
  const { port } = await answeringRedis(t)
  const { rig, watch, untilTold } = await watcher(t, envOf(port))
  await untilTold(() => true)
  rmSync(rig.policyPath)
  watch.lookNow()
  const end = performance.now() + 5_000
  while (performance.now() < end) {
    const refused = await watch.info(`127.0.0.1:${port}`).then(
      () => false,
      (error: { code?: string }) => error.code === "policy-refused",
    )
    if (refused) return
  }
  assert.fail("it is still watched")
})
