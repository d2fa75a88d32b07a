import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type TestContext, test } from "node:test"
import { UnitSockets } from "@signalbox/protocol/redis-sockets"
import type { UnitEnv } from "./judge-connection.ts"
import { type KnownRedis, knownRedis } from "./known-redis.ts"
import { readUnitConnections } from "./unit-connections.ts"
import { judgeUnitSockets } from "./unit-sockets.ts"

const LOCAL = { host: "127.0.0.1", port: 6379 }
const SHARED = { host: "203.0.113.5", port: 6379 }
const HOUR_MS = 3_600_000

type Process = { pid: number; cgroup: string; startedTicks: number; network: string; inodes: number[]; tcp: string[] }

/** A /proc of processes that never were, on a machine that is up for two hours. */
function procOf(t: TestContext, processes: readonly Process[]): string {
  const proc = mkdtempSync(join(tmpdir(), "signalbox-proc-"))
  t.after(() => rmSync(proc, { recursive: true }))
  writeFileSync(join(proc, "uptime"), "7200.00 1.00\n")
  for (const { pid, cgroup, startedTicks, network, inodes, tcp } of processes) {
    const folder = join(proc, String(pid))
    for (const each of ["fd", "ns", "net"]) mkdirSync(join(folder, each), { recursive: true })
    writeFileSync(join(folder, "cgroup"), cgroup)
    writeFileSync(join(folder, "stat"), `${pid} (an odd) name) S ${"0 ".repeat(18)}${startedTicks} 0 0\n`)
    symlinkSync(`net:[${network}]`, join(folder, "ns/net"))
    writeFileSync(join(folder, "net/tcp"), ["heading", ...tcp].join("\n"))
    for (const inode of inodes) symlinkSync(`socket:[${inode}]`, join(folder, "fd", String(inode)))
    symlinkSync("/dev/null", join(folder, "fd/0"))
  }
  return proc
}

const look = (units: UnitEnv[], known: KnownRedis[], proc: string) =>
  judgeUnitSockets(units, known, readUnitConnections(["web.service"], proc))
const row = (remote: string, inode: number) => `0: 0100007F:D431 ${remote} 01 0:0 00:0 0 990 0 ${inode} 1`
const toLocal = (inode: number) => row("0100007F:18EB", inode)
const toShared = (inode: number) => row("057100CB:18EB", inode)
const unit = (envWrittenAt: number | null) => ({
  unit: "web.service",
  named: [{ key: "REDIS_URL", instance: "127.0.0.1:6379" }],
  envWrittenAt,
})

test("the sockets of a unit's processes are counted by instance, in control groups of either version", async (t) => {
  const tcp = [toLocal(1), toLocal(2), toShared(3), toLocal(9)]
  const shared = { network: "1", tcp, startedTicks: 360_000 }
  const proc = procOf(t, [
    { ...shared, pid: 10, cgroup: "0::/system.slice/web.service\n", inodes: [1, 3] },
    { ...shared, pid: 11, cgroup: "4:memory:/\n1:name=systemd:/system.slice/web.service/worker\n0::/\n", inodes: [2] },
    { ...shared, pid: 12, cgroup: "0::/system.slice/web.service.d/other.service\n", inodes: [9] },
    { ...shared, pid: 13, cgroup: "0::/user.slice\n", inodes: [9] },
  ])
  const [seen] = look([unit(Date.now() - 2 * HOUR_MS)], await knownRedis([LOCAL, SHARED]), proc)
  UnitSockets.parse(seen)
  assert.deepEqual([seen?.processes, seen?.isReadable, seen?.missing], [2, true, []])
  assert.deepEqual(
    seen?.connections.map(({ instance, sockets, pids, verdict }) => ({ instance, sockets, pids, verdict })),
    [
      { instance: "127.0.0.1:6379", sockets: 2, pids: [10, 11], verdict: "expected" },
      { instance: "203.0.113.5:6379", sockets: 1, pids: [10], verdict: "other-instance" },
    ],
  )
  assert.ok(Math.abs((seen?.connections[0]?.runsSince ?? 0) - (Date.now() - HOUR_MS)) < 5_000)
})

test("a process from before its env file was written is told as that, and what it should use as missing", async (t) => {
  const proc = procOf(t, [
    { pid: 10, cgroup: "0::/web.service\n", network: "1", startedTicks: 0, inodes: [3], tcp: [toShared(3)] },
  ])
  const [seen] = look([unit(Date.now() - HOUR_MS)], await knownRedis([LOCAL, SHARED]), proc)
  assert.equal(seen?.connections[0]?.verdict, "old-process")
  assert.deepEqual(seen?.missing, ["127.0.0.1:6379"])
})

test("a process in a network of its own is read by its own tables", async (t) => {
  const common = { cgroup: "0::/web.service\n", startedTicks: 0, inodes: [7] }
  const proc = procOf(t, [
    { ...common, pid: 10, network: "1", tcp: [toLocal(7)] },
    { ...common, pid: 11, network: "2", tcp: [toShared(7)] },
  ])
  const [seen] = look([unit(null)], await knownRedis([LOCAL, SHARED]), proc)
  assert.deepEqual(seen?.connections.map(({ instance, pids }) => `${instance} ${pids}`).sort(), [
    "127.0.0.1:6379 10",
    "203.0.113.5:6379 11",
  ])
})

test("two ways to write one instance are one, and a unit that does not run has nothing", async (t) => {
  const known = await knownRedis([{ host: "localhost", port: 6379 }, LOCAL, { host: "::ffff:127.0.0.1", port: 6379 }])
  assert.deepEqual(known.length, 1)
  const [seen] = look([unit(null)], known, procOf(t, []))
  assert.deepEqual(seen, {
    unit: "web.service",
    isReadable: true,
    processes: 0,
    connections: [],
    missing: ["localhost:6379"],
  })
})
