// A live stream outlives the moment in which its reader was let in. When somebody's access changes, and every minute besides, each
// open stream is asked again, and cut if the answer is another.
import type { ServerResponse } from "node:http"
import { authenticate, type Credentials } from "@signalbox/domain/access/authenticate"
import type { Actor } from "@signalbox/domain/access/schema"
import type { DomainContext } from "@signalbox/domain/context"
import type { LiveEvents } from "@signalbox/domain/events/live-events"

const askEveryMs = 60_000

export type StreamGuard = {
  watch(res: ServerResponse, actor: Actor, credentials: Credentials): void
  close(): void
}

type Input = Pick<DomainContext, "db" | "clock"> & {
  subscribe: LiveEvents["subscribe"]
  onFault: (error: unknown) => void
}

export function createStreamGuard(input: Input): StreamGuard {
  const open = new Map<ServerResponse, { actor: Actor; credentials: Credentials }>()
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
      open.set(res, { actor, credentials })
      res.once("close", () => open.delete(res))
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
