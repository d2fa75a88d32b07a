import type { Command, RedisConnection } from "../../agent/src/host/redis/connection.ts"
import { countOf, itemsOf, type Reply } from "../../agent/src/host/redis/reply.ts"

/** Questions of one shape, such as "HGET and 19 more", and how long each of them ran, by the instance's clock, in microseconds. */
export type Runs = Record<string, number[]>

/**
 * The same connection, with the instance's own time asked right before and right after each question: commands that arrive
 * together are run one after the other, so what lies in between is what other clients had to wait.
 */
export function timed(redis: RedisConnection): { redis: RedisConnection; takeRuns: () => Runs } {
  let runs: Runs = {}
  const askAll: RedisConnection["askAll"] = async (commands) => {
    if (commands.length === 0) return []
    const replies = await redis.askAll([["TIME"], ...commands, ["TIME"]])
    const shape = shapeOf(commands)
    const known = runs[shape] ?? []
    known.push(microsOf(replies.at(-1)) - microsOf(replies[0]))
    runs[shape] = known
    return replies.slice(1, -1)
  }
  return {
    redis: {
      askAll,
      ask: async (...command) => {
        const [reply] = await askAll([command])
        if (reply instanceof Error) throw reply
        return reply ?? null
      },
      close: redis.close,
    },
    takeRuns: () => {
      const taken = runs
      runs = {}
      return taken
    },
  }
}

function shapeOf(commands: readonly Command[]): string {
  // The walk's pieces bring their own clock.
  const words = commands
    .filter(([word]) => word !== "TIME")
    .map(([word, sub]) => (word === "CLIENT" ? `${word} ${sub}` : `${word}`))
  return words.length === 1 ? `${words[0]}` : `${words[0]} and ${words.length - 1} more`
}

function microsOf(reply: Reply | undefined): number {
  const [seconds, rest] = itemsOf(reply)
  return countOf(seconds) * 1_000_000 + countOf(rest)
}
