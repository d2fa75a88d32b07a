import { existsSync } from "node:fs"
import { Problem } from "@signalbox/protocol/problem"
import type { RedisHost } from "./redis-host.ts"

/** As the Redis's own user, in whose folder anything may be a link to elsewhere. @throws Problem `write-failed` */
export async function moveData(
  host: RedisHost,
  move: { id: string; from: string; to: string; account: string },
): Promise<void> {
  const { id, from, to, account } = move
  const argv = ["/usr/bin/mv", "--no-clobber", "--no-target-directory", "--", from, to]
  // A name for each direction: one that has just ended may still be known to systemd.
  const unit = `signalbox-data-${id}-${to.endsWith(".rdb") ? "back" : "aside"}.service`
  const done = await host.outside.run({ unit, argv, timeoutMs: 60_000, properties: [`User=${account}`] })
  if (!done.ok || existsSync(from))
    throw new Problem("write-failed", `${from} could not be renamed to ${to}: ${done.why}`)
}
