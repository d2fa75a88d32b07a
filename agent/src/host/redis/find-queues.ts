import type { QueueFacts, RedisClient } from "@signalbox/protocol/redis"
import { bullBaseOf, bullBaseOfClient, readBullQueue, withThroughput } from "./bull-queues.ts"
import { type CeleryBinding, celeryBindingOf, readCelery } from "./celery-queues.ts"
import type { RedisConnection } from "./connection.ts"

const CANDIDATES_MAX = 500
const QUEUES_MAX = 200

/** Where queues may be, gathered from keys and clients; its size is bounded. */
export class QueueCandidates {
  readonly #bull = new Set<string>()
  readonly #celery = new Map<string, Set<string>>()

  /** What Celery has when nobody chose otherwise is looked for even where a scan did not come by it. */
  constructor() {
    this.#addBinding({ keyPrefix: "", exchange: "celery" })
  }

  /** Where these queues are. */
  static of(queues: readonly QueueFacts[]): QueueCandidates {
    const candidates = new QueueCandidates()
    for (const queue of queues) {
      if (queue.kind !== "celery") candidates.#addBull(`${queue.prefix}:${queue.name}`)
      else for (const exchange of queue.exchanges) candidates.#addBinding({ keyPrefix: queue.keyPrefix, exchange })
    }
    return candidates
  }

  addKey(key: Buffer): void {
    if (key.length > 400) return
    const text = key.toString("utf8")
    const binding = celeryBindingOf(text)
    const base = binding ? undefined : bullBaseOf(text)
    if (binding) this.#addBinding(binding)
    if (base !== undefined) this.#addBull(base)
  }

  addClient(client: Pick<RedisClient, "name">): void {
    const base = bullBaseOfClient(client.name)
    if (base !== undefined) this.#addBull(base)
  }

  bullBases(): string[] {
    return [...this.#bull]
  }

  celeryPrefixes(): { keyPrefix: string; exchanges: string[] }[] {
    return [...this.#celery].map(([keyPrefix, exchanges]) => ({ keyPrefix, exchanges: [...exchanges] }))
  }

  #addBull(base: string): void {
    if (this.#bull.size < CANDIDATES_MAX) this.#bull.add(base)
  }

  #addBinding({ keyPrefix, exchange }: CeleryBinding): void {
    const exchanges = this.#celery.get(keyPrefix) ?? new Set()
    if (this.#celery.size >= CANDIDATES_MAX || exchanges.size >= CANDIDATES_MAX) return
    this.#celery.set(keyPrefix, exchanges.add(exchange))
  }
}

/**
 * The queues that are at the candidates' places in the connection's database.
 * @throws RedisFailure when the connection ends
 */
export async function readQueues(
  redis: RedisConnection,
  input: { db: number; candidates: QueueCandidates; clients: readonly RedisClient[] | null; now: number },
): Promise<QueueFacts[]> {
  const { db, candidates, clients, now } = input
  const found: QueueFacts[] = []
  for (const { keyPrefix, exchanges } of candidates.celeryPrefixes()) {
    const celery = await readCelery(redis, { db, keyPrefix, exchanges, clients, now })
    if (celery) found.push(celery)
  }
  for (const base of candidates.bullBases()) {
    if (found.length >= QUEUES_MAX) break
    const queue = await readBullQueue(redis, { db, base, clients, now })
    if (queue) found.push(queue)
  }
  return found
}

/** The later reading, with what went through each queue since the earlier one. */
export function throughputBetween(
  earlier: readonly QueueFacts[],
  later: readonly QueueFacts[],
  windowMs: number,
): QueueFacts[] {
  return later.map((after) => {
    if (after.kind === "celery") return after
    const before = earlier.find(
      (each) => each.kind === after.kind && each.prefix === after.prefix && each.name === after.name,
    )
    return before && before.kind !== "celery" ? withThroughput(before, after, windowMs) : after
  })
}
