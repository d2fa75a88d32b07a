// A live stream outlives the moment in which its reader was let in. When somebody's access changes, and every minute besides, each
// open stream is asked again, and cut if the answer is another.
import type { ServerResponse } from "node:http"
import { authenticate, type Credentials } from "@signalbox/domain/access/authenticate"
import type { Actor } from "@signalbox/domain/access/schema"
import type { DomainContext } from "@signalbox/domain/context"
import type { LiveEvents } from "@signalbox/domain/events/live-events"
import { Problem } from "@signalbox/protocol/problem"

const askEveryMs = 60_000
/** Of one person or token: a few browsers with a dozen pages each. Every stream costs memory and a share of each event. */
export const STREAMS_MAX = 32

export type StreamGuard = {
  watch(res: ServerResponse, actor: Actor, credentials: Credentials): void
  /** Makes a watched answer a stream. @throws Problem `too-many-attempts` when its reader has too many of them open */
  admit(res: ServerResponse): void
  close(): void
}

type Input = Pick<DomainContext, "db" | "clock"> & {
  subscribe: LiveEvents["subscribe"]
  onFault: (error: unknown) => void
}

export function createStreamGuard(input: Input): StreamGuard {
  const open = new Map<ServerResponse, { actor: Actor; credentials: Credentials; isStream: boolean }>()
  const stop = new AbortController()

  async function askAll(): Promise<void> {
    const streams = [...open].filter(([res]) => isStream(res))
    await Promise.all(
      streams.map(async ([res, { actor, credentials }]) => {
        // Fails closed: a stream that cannot be vouched for ends, and its page opens a new one.
        const now = await authenticate(input, credentials).catch(() => null)
        if (now?.actor.id !== actor.id || now?.actor.role !== actor.role) res.destroy()
      }),
    )
  }

  async function listen(): Promise<void> {
    for await (const event of input.subscribe(stop.signal)) {
      if (event.kind === "access" || event.kind === "resync") await askAll()
    }
  }

  listen().catch(input.onFault)
  const timer = setInterval(() => void askAll().catch(input.onFault), askEveryMs)
  timer.unref()
  return {
    watch(res, actor, credentials) {
      open.set(res, { actor, credentials, isStream: false })
      res.once("close", () => open.delete(res))
    },
    admit(res) {
      const reader = open.get(res)
      if (!reader) return
      const { kind, id } = reader.actor
      const others = [...open.values()].filter(
        ({ actor, isStream }) => isStream && actor.kind === kind && actor.id === id,
      )
      if (others.length >= STREAMS_MAX) {
        throw new Problem("too-many-attempts", `You have ${STREAMS_MAX} live pages open already; close some of them.`)
      }
      reader.isStream = true
    },
    close() {
      clearInterval(timer)
      stop.abort()
      for (const res of open.keys()) if (isStream(res)) res.destroy()
    },
  }
}

function isStream(res: ServerResponse): boolean {
  return String(res.getHeader("content-type") ?? "").startsWith("text/event-stream")
}
