// Watches every Redis that matters to this server, and tells what it saw.
import type { AgentMessage, AgentMessageName } from "@signalbox/protocol/catalogue"
import { Problem } from "@signalbox/protocol/problem"
import type { RedisInfoReply } from "@signalbox/protocol/redis"
import type { ObserveContext } from "../host/observe.ts"
import { loadPolicy } from "../policy.ts"
import { fitObserved } from "./fit-observed.ts"
import { sectionsOf } from "./info-sections.ts"
import { lookAtSockets } from "./look-at-sockets.ts"
import { type InstanceWatch, watchInstance } from "./watch-instance.ts"
import { type WatchedInstance, watchedInstances } from "./watched-instances.ts"

export const WATCH_EVERY_MS = 15_000

export type RedisWatch = {
  /** Something changed on the server: looks now instead of at the next round. */
  lookSoon(): void
  /** @throws Problem `policy-refused` for an instance that is not watched, `no-answer` */
  info(instance: string): Promise<RedisInfoReply>
  stop(): Promise<void>
}

type Tell = <N extends AgentMessageName>(name: N, message: AgentMessage<N>) => Promise<boolean>
export type WatchOptions = {
  host: Pick<ObserveContext, "policyPath" | "files">
  /** False when the link did not take it. */
  tell: Tell
  everyMs?: number
  /** Where the unit that may look at other users' sockets writes. */
  socketsFile?: string
}

export function startRedisWatch({ host, tell, everyMs = WATCH_EVERY_MS, socketsFile }: WatchOptions): RedisWatch {
  const watches = new Map<string, InstanceWatch>()
  let running: Promise<void> | undefined
  let isStopped = false

  async function round(): Promise<void> {
    const { policy } = loadPolicy(host.policyPath)
    follow(policy ? await watchedInstances(host, policy) : [])
    await Promise.all([...watches.values()].map(tellOf))
    if (policy) await tell("redis.sockets", await lookAtSockets(host, { policy, file: socketsFile }))
  }

  /** One whose address or login changed is watched anew. */
  function follow(wanted: readonly WatchedInstance[]): void {
    const names = new Map(wanted.map((each) => [JSON.stringify(each), each]))
    for (const [name, watch] of watches) {
      if (names.has(name)) continue
      watch.close()
      watches.delete(name)
    }
    for (const [name, watched] of names) if (!watches.has(name)) watches.set(name, watchInstance(watched))
  }

  async function tellOf(watch: InstanceWatch): Promise<void> {
    const look = await watch.look()
    if (!(await tell("redis.observed", fitObserved(look)))) watch.keep(look.ping)
  }

  const run = () => {
    if (isStopped) return
    running ??= round()
      .catch(() => {})
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(run, everyMs)
  run()
  return {
    lookSoon: run,
    async info(instance) {
      const watch = [...watches.values()].find(({ watched }) => watched.instance === instance)
      if (!watch) throw new Problem("policy-refused", `${instance} is not watched from this server.`)
      const text = await watch.info().catch(() => {
        throw new Problem("no-answer", `${instance} gave no answer.`)
      })
      return { at: Date.now(), sections: sectionsOf(text) }
    },
    async stop() {
      isStopped = true
      clearInterval(timer)
      for (const watch of watches.values()) watch.close()
      await running
    },
  }
}
