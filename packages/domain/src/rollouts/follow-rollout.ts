import type { LiveEvents } from "../events/live-events.ts"
import type { LiveEvent } from "../events/schema.ts"
import { getRollout, type ReadContext } from "./get-rollout.ts"
import type { RolloutView } from "./schema.ts"

/**
 * The rollout as it is now, and again whenever it changed, until the signal aborts. Changes that come faster than the reader reads are
 * told as one, the newest: nothing piles up.
 * @throws Problem `not-found`
 */
export async function* followRollout(
  ctx: ReadContext & { subscribe: LiveEvents["subscribe"] },
  { rolloutId }: { rolloutId: string },
  signal: AbortSignal,
): AsyncGenerator<RolloutView> {
  const events = ctx.subscribe(signal)
  let last: { view: RolloutView; text: string } | undefined
  for await (const event of events) {
    if (last && !concerns(event, last.view)) continue
    const view = await getRollout(ctx, { rolloutId })
    const text = JSON.stringify(view)
    if (text !== last?.text) yield view
    last = { view, text }
  }
}

/** A server that comes or goes changes what is said of it here. */
function concerns(event: LiveEvent, view: RolloutView): boolean {
  switch (event.kind) {
    case "resync":
      return true
    case "rollout":
      return event.serviceId === view.serviceId
    case "server":
      return view.targets.some((target) => target.serverId === event.serverId)
    default:
      return false
  }
}
