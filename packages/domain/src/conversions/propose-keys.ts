// Which keys of an env text leave the shared Redis. A Bull queue is shared by all servers, so what holds one stays; the rest moves.
import { type RedisEndpoint, redisEndpointsOf } from "@signalbox/env-file/redis-endpoints"
import type { QueueFacts } from "@signalbox/protocol/redis"

export type RedisAddress = { host: string; port: number }
export type KeyProposal = { key: string; database: number; moves: boolean; why: string }

/** Keys of the text that name this Redis, each with what is proposed for it. */
export function proposeKeys(text: string, shared: RedisAddress, queues: readonly QueueFacts[]): KeyProposal[] {
  return redisEndpointsOf(text)
    .filter((endpoint) => isAt(endpoint, shared))
    .map((endpoint) => ({ key: endpoint.key, database: endpoint.db, ...proposal(endpoint, queues) }))
}

export function isAt(endpoint: Pick<RedisEndpoint, "host" | "port">, { host, port }: RedisAddress): boolean {
  return endpoint.host === host.toLowerCase() && endpoint.port === port
}

function proposal({ db }: RedisEndpoint, queues: readonly QueueFacts[]): { moves: boolean; why: string } {
  const bull = queues.filter((queue) => queue.kind !== "celery" && queue.db === db)
  const [first] = bull
  if (first && first.kind !== "celery") {
    const others = bull.length > 1 ? ` and ${bull.length - 1} more` : ""
    return { moves: false, why: `Database ${db} holds the queue ${first.name}${others}, which the servers share.` }
  }
  if (queues.some((queue) => queue.kind === "celery" && queue.db === db)) {
    return { moves: true, why: `Database ${db} holds Celery's tasks: each server can have its own.` }
  }
  return { moves: true, why: `No queue that servers share was found in database ${db}.` }
}
