import type { KeyspaceSample } from "@signalbox/protocol/redis"
import type { RedisConnection } from "./connection.ts"
import { openPace, type Paced } from "./pace.ts"
import { PatternTable } from "./pattern-table.ts"
import { countOf, itemsOf, numberOf, RedisFailure, type Reply, textOf } from "./reply.ts"

export type ScanBudget = {
  timeMs: number
  keysMax: number
  /** Keys whose memory is asked for. */
  samplesMax: number
  signal?: AbortSignal
}

export const SCAN_BUDGET: ScanBudget = { timeMs: 20_000, keysMax: 200_000, samplesMax: 400 }

const SCAN_COUNT = { from: 10, max: 500 }
const MEMORY_PIECE = { from: 4, max: 32 }
/** So that an aggregate of a million items costs no more than one of five. */
const MEMORY_SAMPLES = 5

/**
 * Walks the connection's database by SCAN as far as the budget goes: SCAN's order is that of the keys' hashes, so a part
 * of it is a fair sample. `onKey` sees every key.
 * @throws RedisFailure, such as NOPERM
 */
export async function scanKeyspace(
  redis: RedisConnection,
  input: { db: number; budget?: ScanBudget; onKey?: (key: Buffer) => void },
): Promise<KeyspaceSample> {
  const { db, budget = SCAN_BUDGET, onKey } = input
  const begun = performance.now()
  const keys = countOf(await redis.ask("DBSIZE"))
  const table = new PatternTable()
  const pace = openPace(redis, SCAN_COUNT)
  let [cursor, seen] = ["0", 0]
  let endedBy: KeyspaceSample["endedBy"] = "all-seen"
  do {
    if (seen >= budget.keysMax) endedBy = "keys"
    else if (performance.now() - begun > budget.timeMs || budget.signal?.aborted) endedBy = "time"
    if (endedBy !== "all-seen") break
    const [next, found] = await scanOnce(pace, cursor)
    cursor = next
    for (const key of found) {
      seen += 1
      table.add(key)
      onKey?.(key)
    }
  } while (cursor !== "0")
  const memory = openPace(redis, MEMORY_PIECE)
  await sampleMemory(memory, table, { ...budget, endsAt: begun + budget.timeMs * 1.25 })
  const spent = [pace.spent(), memory.spent()]
  return {
    db,
    keys,
    seen,
    isComplete: endedBy === "all-seen",
    endedBy,
    tookMs: Math.round(performance.now() - begun),
    instanceMicros: spent.reduce((sum, { micros }) => sum + micros, 0),
    slowestCallMicros: Math.max(...spent.map(({ dearestMicros }) => dearestMicros)),
    patterns: table.counts(),
  }
}

async function scanOnce(pace: Paced, cursor: string): Promise<[string, Buffer[]]> {
  const [reply] = await pace.ask([["SCAN", cursor, "COUNT", pace.size()]])
  if (reply instanceof RedisFailure) throw reply
  const [next, keys] = itemsOf(reply)
  const cursorNow = textOf(next, 24)
  if (!/^\d{1,20}$/.test(cursorNow)) throw new RedisFailure("not-redis")
  return [cursorNow, itemsOf(keys).filter((key) => Buffer.isBuffer(key))]
}

/** A user that may not ask for memory leaves it unsaid. */
async function sampleMemory(pace: Paced, table: PatternTable, budget: ScanBudget & { endsAt: number }): Promise<void> {
  const samples = table.samples(budget.samplesMax)
  for (let at = 0; at < samples.length; ) {
    if (performance.now() > budget.endsAt || budget.signal?.aborted) return
    const piece = samples.slice(at, at + pace.size())
    at += piece.length
    const answers = await pace.ask(piece.map(({ key }) => ["MEMORY", "USAGE", key, "SAMPLES", MEMORY_SAMPLES]))
    if (answers.every((answer: Reply) => answer instanceof RedisFailure)) return
    for (const [index, answer] of answers.entries()) {
      const bytes = numberOf(answer)
      const pattern = piece[index]?.pattern
      if (bytes !== null && pattern !== undefined) table.addMemory(pattern, bytes)
    }
  }
}
