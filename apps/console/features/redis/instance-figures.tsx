import type { RedisInstanceRowView } from "@signalbox/domain/redis/schema"
import type { ReactNode } from "react"
import { bytes } from "../../design/words.ts"
import classes from "./redis.module.css"
import { micros, percent, rate } from "./redis-words.ts"

/** What a row of the list says of an instance; its page has the clients themselves and counts them in the facts. */
type Shown = Omit<RedisInstanceRowView, "clients">

type Figure = { value: string | null; unit?: string; word: ReactNode }

type InstanceFiguresProps = { instance: Shown; connections: number | null; isNarrow?: boolean }

/** The figures that answer "is it well?"; a dash is what nobody was told. */
export function InstanceFigures({ instance, connections, isNarrow = false }: InstanceFiguresProps) {
  const all = [...first(instance, connections), ...(isNarrow ? [] : second(instance))]
  return (
    <dl
      className={classes["figures"]}
      data-narrow={isNarrow || undefined}
      data-old={instance.state === "unknown" || undefined}
    >
      {all.map(({ value, unit, word }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: always the same figures in the same order
        <div key={at}>
          <dt>{word}</dt>
          <dd>
            {value ?? "–"} {value !== null && unit ? <small>{unit}</small> : null}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const whole = (value: number | null) => value?.toLocaleString("en") ?? null

function first({ usedBytes, maxBytes, opsPerSecond, hitRate }: Shown, connections: number | null): Figure[] {
  const [used, unit] = usedBytes === null ? [null, ""] : bytes(usedBytes)
  const of = maxBytes === null ? "memory" : maxBytes === 0 ? "of no limit" : `of ${bytes(maxBytes).join(" ")}`
  return [
    { value: whole(connections), word: "connections" },
    { value: used, unit, word: of },
    { value: opsPerSecond === null ? null : rate(opsPerSecond), word: "ops/s" },
    { value: hitRate === null ? null : percent(hitRate), unit: "%", word: "hit rate" },
  ]
}

function second({ evictedKeys, keys, latency, eviction }: Shown): Figure[] {
  const [p50, p99] = [micros(latency.p50Micros), micros(latency.p99Micros)].map(
    (words) => words?.split(" ") ?? [null, ""],
  )
  return [
    { value: whole(evictedKeys), word: `evicted${eviction ? `, ${eviction}` : ""}` },
    { value: whole(keys), word: "keys" },
    { value: p50?.[0] ?? null, unit: p50?.[1] ?? "", word: "p50 of PING, 15 min" },
    { value: p99?.[0] ?? null, unit: p99?.[1] ?? "", word: "p99 of PING, 15 min" },
  ]
}
