import { startNetwork } from "../hosts/network.ts"
import { REDIS_UNIT, startRedisHost } from "./redis-host.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

/** The whole table is run with the size that is promised; one run of a row with what a test has time for. */
const KEYS = { whole: 1_900_000, quick: 60_000 }
const VALUE_BYTES = 1_000
/** Microseconds that a load pauses for each key, or, below zero, for one in so many: a slow disk, so that waiting is seen. */
const SLOW_LOAD = { whole: -2, quick: 100 }

/** A Redis with much data has to be restarted: its load is waited for, and every key is there afterwards. */
export async function faultF60({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const size = runs >= 100 ? "whole" : "quick"
  const count = KEYS[size]
  const network = await startNetwork()
  try {
    const host = await startRedisHost({ network, name: "large", isInstalled: true })
    await host.ask("CONFIG", "SET", "save", "")
    await host.fill(count, VALUE_BYTES)
    await host.ask("CONFIG", "SET", "rdbcompression", "no")
    const dropIn = `mkdir -p /etc/systemd/system/${REDIS_UNIT}.d && printf '%s' "$1" > /etc/systemd/system/${REDIS_UNIT}.d/slow.conf`
    const start = "/usr/bin/redis-server /etc/redis/redis.conf --supervised systemd --daemonize no"
    const slow = `--key-load-delay ${SLOW_LOAD[size]}`
    const unit = `[Service]\nTimeoutStartSec=300\nExecStart=\nExecStart=${start} ${slow}\n`
    await host.run("sh", ["-c", dropIn, "sh", unit])
    await host.run("systemctl", ["daemon-reload"])
    const used = /used_memory_human:(\S+)/.exec(await host.ask("INFO", "memory"))?.[1]
    const begun = performance.now()
    const result = await host.change("MAXMEMORY=3500mb\nSAVE=\nPASSWORD=a-good-password-1", { deadlineMs: 300_000 })
    const seconds = (performance.now() - begun) / 1_000
    const info = await host.ask("-a", "a-good-password-1", "INFO", "persistence")
    const keys = Number(await host.ask("-a", "a-good-password-1", "DBSIZE"))
    const loads = result.timing.map(({ step, ms }) => `${step} ${ms} ms`).join(", ")
    progress(
      `${result.outcome} ${result.problem?.message ?? ""} after ${seconds.toFixed(1)} s (${loads}); ${keys} keys`,
    )
    progress(
      info
        .split("\n")
        .filter((line) => /load/.test(line))
        .join(" "),
    )
    const lost = result.outcome === "applied" ? count - keys : count
    return [
      {
        id: "F60",
        claim: `a Redis of ${used} and ${count} keys without any rule for saving is restarted for a change, in ${seconds.toFixed(0)} s: its load is waited for`,
        figure: lost,
        unit: "keys lost",
        target: "0",
        pass: lost === 0,
      },
    ]
  } finally {
    await network.stop()
  }
}
