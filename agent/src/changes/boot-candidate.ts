// A Redis with the new settings, started aside before anything is touched: as its own user, without a port, without data, in
// a folder that goes with it. What does not come up there would not come up in earnest.

import { Problem } from "@signalbox/protocol/problem"
import { redisConf } from "@signalbox/protocol/redis-conf"
import type { RedisPolicy } from "@signalbox/protocol/redis-policy"
import { type FileSystem, realFileSystem } from "../host/file-system.ts"
import { writePrivateFile } from "../host/files/env-files.ts"
import { within } from "../host/redis/instance.ts"
import { loginsOf } from "../host/redis/logins.ts"
import type { RedisProduct } from "../host/redis/products.ts"
import type { Outside, Supervisor } from "../host/units/supervisor.ts"
import { pause } from "./settle-units.ts"

const READY_MS_MAX = 15_000
const LOOK_EVERY_MS = 50

export type Candidate = { id: string; policy: RedisPolicy; product: RedisProduct; stateDir: string; fs?: FileSystem }

/** @throws Problem `candidate-failed`, with what the program said */
export async function bootCandidate(
  supervisor: Supervisor & { outside: Outside },
  { id, policy, product, stateDir, fs = realFileSystem }: Candidate,
): Promise<void> {
  const unit = `signalbox-candidate-${id}.service`
  const folder = `signalbox-candidate-${id}`
  const conf = `${stateDir}/commands/${id}.candidate`
  const cursor = await supervisor.cursor()
  writePrivateFile(fs, conf, Buffer.from(candidateConf(policy, `/run/${folder}`), "utf8"))
  try {
    const started = await supervisor.outside.start({
      unit,
      // It reads its settings from its standard input, which PID 1 opens: our folder stays closed to it.
      argv: [product.program, "-"],
      timeoutMs: READY_MS_MAX,
      properties: [
        `User=${product.account}`,
        `Group=${product.account}`,
        `RuntimeDirectory=${folder}`,
        "RuntimeDirectoryMode=0700",
        `StandardInput=file:${conf}`,
        "LimitNOFILE=65535",
        "NoNewPrivileges=yes",
        `RuntimeMaxSec=${(2 * READY_MS_MAX) / 1_000}`,
      ],
    })
    if (!started.ok) throw new Problem("candidate-failed", `It could not be started aside: ${started.why}`)
    const end = performance.now() + READY_MS_MAX
    for (;;) {
      const place = { host: `/run/${folder}/redis.sock`, port: 0 }
      const isUp = await within(place, loginsOf(policy), (redis) => redis.ask("PING")).then(
        () => true,
        () => false,
      )
      if (isUp) return
      const [seen] = await supervisor.show([unit])
      const isGone = seen?.activeState !== "active" && seen?.activeState !== "activating"
      if (isGone || performance.now() > end) break
      await pause(LOOK_EVERY_MS)
    }
    throw new Problem("candidate-failed", await whatItSaid(supervisor, cursor, unit))
  } finally {
    await supervisor.outside.stop(unit)
    fs.unlinkSync(conf)
  }
}

/** Ours but for where it listens and what it keeps: the last word counts. */
export function candidateConf(policy: RedisPolicy, folder: string): string {
  const lines = (redisConf(policy) ?? "").split("\n").filter((line) => !/^(bind|port) /.test(line))
  const aside = [
    "port 0",
    `unixsocket ${folder}/redis.sock`,
    "unixsocketperm 700",
    `dir ${folder}`,
    'save ""',
    "appendonly no",
  ]
  return [...lines, ...aside, "daemonize no", "supervised no", 'logfile ""', ""].join("\n")
}

/** Redis names the line that it does not understand; the words before and after are of no use. */
async function whatItSaid(supervisor: Supervisor, cursor: string, unit: string): Promise<string> {
  const lines = await supervisor.journalSince(cursor, { units: [unit], linesMax: 200 }).catch(() => [])
  const said = lines
    .map(({ text }) => text)
    .filter((text) => text.trim() !== "" && !/oO0OoO|Starting|Started/.test(text))
  const from = said.findIndex((text) => text.includes("FATAL"))
  const words = said.slice(Math.max(0, from), from < 0 ? undefined : from + 4).slice(-4)
  return `The new settings do not start: ${words.join(" ") || "it said nothing"}`.slice(0, 500)
}
