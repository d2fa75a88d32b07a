// Keeps conversions moving: whenever a rollout or a conversion changed, and by the clock for what is measured.
import { type DriveContext, driveConversions } from "@signalbox/domain/conversions/drive-conversions"
import type { LiveEvents } from "@signalbox/domain/events/live-events"

const TICK_MS = 1_000

/** Starts it; the returned function stops it and waits for what is under way. */
export function runConversions(ctx: DriveContext, subscribe: LiveEvents["subscribe"]): () => Promise<void> {
  let isWoken = false
  let running: Promise<void> | undefined
  const stop = new AbortController()
  const wake = () => {
    isWoken = true
    running ??= drive().finally(() => {
      running = undefined
    })
  }
  async function drive(): Promise<void> {
    while (isWoken && !stop.signal.aborted) {
      isWoken = false
      await driveConversions(ctx).catch((error: unknown) => {
        ctx.log.error({ err: error }, "conversions could not be moved on; trying again shortly")
      })
    }
  }
  async function listen(): Promise<void> {
    for await (const event of subscribe(stop.signal)) {
      if (event.kind === "rollout" || event.kind === "conversion") wake()
    }
  }
  const listening = listen()
  const timer = setInterval(wake, TICK_MS)
  return async () => {
    clearInterval(timer)
    stop.abort()
    await listening
    await running
  }
}
