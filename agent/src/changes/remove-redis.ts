// Taking a local Redis away: nobody may be connected, and what it held stays on the disk under a name of its own.
import type { RedisChange } from "@signalbox/protocol/change"
import { Problem } from "@signalbox/protocol/problem"
import { parseClientList } from "../host/redis/client-list.ts"
import { CLIENT_NAME, type RedisConnection } from "../host/redis/connection.ts"
import type { RedisPlace } from "../host/redis/instance.ts"
import { textOf } from "../host/redis/reply.ts"
import type { ApplyContext } from "./apply-context.ts"

const LIST_CHARS_MAX = 1_000_000
const NAMED_MAX = 5

/** @throws Problem `in-use`, naming who is connected */
export async function checkDisconnected(
  _ctx: ApplyContext,
  { redis, change, place }: { redis: RedisConnection; change: RedisChange; place: RedisPlace },
): Promise<void> {
  const clients = parseClientList(textOf(await redis.ask("CLIENT", "LIST"), LIST_CHARS_MAX))
  const others = clients.filter((client) => client.name !== CLIENT_NAME)
  if (others.length === 0) return
  const named = others
    .slice(0, NAMED_MAX)
    .map(({ address, port, name }) => `${address}:${port}${name === "" ? "" : ` (${name})`}`)
  const more = others.length > NAMED_MAX ? ` and ${others.length - NAMED_MAX} more` : ""
  const words = `${change.unit} at ${place.host}:${place.port} still has clients: ${named.join(", ")}${more}.`
  throw new Problem("in-use", words.slice(0, 500))
}
