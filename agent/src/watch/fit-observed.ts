import { fitsLink } from "@signalbox/protocol/message-size"
import type { RedisObserved } from "@signalbox/protocol/redis"

/** What is left out of a look that the link would not carry, one after the other; facts and measurements never. */
const LEFT_OUT: readonly ((look: RedisObserved) => RedisObserved)[] = [
  (look) => ({ ...look, clients: null }),
  (look) => ({ ...look, slowLog: null }),
  (look) => ({ ...look, keyspaces: look.keyspaces.map((each) => ({ ...each, patterns: each.patterns.slice(0, 20) })) }),
  (look) => ({ ...look, clientGroups: look.clientGroups.slice(0, 50) }),
  (look) => ({ ...look, latencyEvents: null, keyspaces: [] }),
  (look) => ({ ...look, queues: look.queues.slice(0, 50), clientGroups: [] }),
]

/** The look, with as much of it as the link carries. */
export function fitObserved(look: RedisObserved): RedisObserved {
  let fitted = look
  for (const leaveOut of LEFT_OUT) {
    if (fitsLink(fitted)) return fitted
    fitted = leaveOut(fitted)
  }
  return fitted
}
