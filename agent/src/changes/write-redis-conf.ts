// The two files of a Redis that a change touches: ours, and the one line of its own that includes ours.
import { Problem } from "@signalbox/protocol/problem"
import { withInclude, withoutInclude } from "../host/redis/main-conf.ts"
import type { UndoPlan } from "./change-record.ts"
import { ownersOf, type RestoreFiles } from "./restore-file.ts"

/** Makes Redis's own file include ours, or not. Nothing else of it is changed. @throws Problem `write-failed`, `unsafe-file` */
export function writeInclude(files: RestoreFiles, at: { plan: UndoPlan; id: string; isIncluded: boolean }): void {
  const { plan, id, isIncluded } = at
  const { redis, path } = plan
  if (!redis) return
  const found = files.readEnvFile(redis.mainConf, ownersOf(plan))
  if (!found) {
    if (isIncluded) throw new Problem("write-failed", `There is no ${redis.mainConf} any more.`)
    return
  }
  const text = found.bytes.toString("utf8")
  const wanted = isIncluded ? withInclude(text, path) : withoutInclude(text, path)
  if (wanted === text) return
  const { uid, gid, mode, hash } = found.state
  files.writeEnvFile({
    path: redis.mainConf,
    bytes: Buffer.from(wanted, "utf8"),
    uid,
    gid,
    mode,
    baseHash: hash,
    commandId: id,
  })
}
