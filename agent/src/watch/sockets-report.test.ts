import assert from "node:assert/strict"
import { readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type TestContext, test } from "node:test"
import { RedisSockets } from "@signalbox/protocol/redis-sockets"
import { knownRedis } from "../host/sockets/known-redis.ts"
import { makeRig, UNIT } from "../testing/rig.ts"
import { socketsNow } from "./sockets-now.ts"
import { readSocketsReport, writeSocketsReport } from "./sockets-report.ts"

const NOW = 1_800_000_000_000
const UNITS = [{ unit: UNIT, named: [{ key: "REDIS_URL", instance: "127.0.0.1:6379" }], envWrittenAt: NOW - 1_000 }]

async function reportPath(t: TestContext) {
  const rig = await makeRig({ text: "REDIS_URL=redis://127.0.0.1:6379\nPASSWORD=very-secret\n" })
  t.after(rig.remove)
  return { rig, path: join(rig.folder, "report.json") }
}

test("the report names the policy's units, is root's alone, and holds nothing of an env file", async (t) => {
  const { rig, path } = await reportPath(t)
  await writeSocketsReport({ policyPath: rig.policyPath, socketsReportPath: path })
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.deepEqual(
    readSocketsReport(path, Date.now())?.units.map(({ unit }) => unit),
    [UNIT],
  )
  assert.doesNotMatch(readFileSync(path, "utf8"), /REDIS_URL|secret/)
})

test("a fresh report is what is told, judged by what the env files say now", async (t) => {
  const { path } = await reportPath(t)
  const processes = [{ pid: 7, startedAt: NOW - 60_000, remotes: [["203.0.113.5:6379", 3]] }]
  writeFileSync(path, JSON.stringify({ at: NOW - 9_000, units: [{ unit: UNIT, isReadable: true, processes }] }))
  const known = await knownRedis([
    { host: "127.0.0.1", port: 6379 },
    { host: "203.0.113.5", port: 6379 },
  ])
  const told = RedisSockets.parse(socketsNow({ units: UNITS, known }, { reportPath: path, now: () => NOW }))
  assert.deepEqual([told.at, told.fault], [NOW - 9_000, null])
  const [connection] = told.units[0]?.connections ?? []
  assert.deepEqual([connection?.sockets, connection?.verdict, connection?.pids], [3, "old-process", [7]])
})

test("a report that is old, of another time, cut off or of another shape is none", async (t) => {
  const { path } = await reportPath(t)
  for (const text of [
    JSON.stringify({ at: NOW - 31_000, units: [] }),
    JSON.stringify({ at: NOW + 31_000, units: [] }),
    JSON.stringify({ at: NOW, units: [{ unit: UNIT }] }),
    JSON.stringify({ at: NOW, units: [] }).slice(0, -1),
    "",
  ]) {
    writeFileSync(path, text)
    assert.equal(readSocketsReport(path, NOW), undefined, text)
  }
  assert.equal(readSocketsReport(join(path, "..", "missing.json"), NOW), undefined)
  writeFileSync(path, JSON.stringify({ at: NOW, units: [] }))
  assert.deepEqual(readSocketsReport(path, NOW), { at: NOW, units: [] })
})

test("a unit that the report does not know is told as not readable, and not as without sockets", async (t) => {
  const { path } = await reportPath(t)
  writeFileSync(path, JSON.stringify({ at: NOW, units: [] }))
  const told = socketsNow({ units: UNITS, known: [] }, { reportPath: path, now: () => NOW })
  assert.deepEqual([told.units[0]?.isReadable, told.units[0]?.connections], [false, []])
})
