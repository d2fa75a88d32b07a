import { streamEvents } from "@signalbox/domain/events/stream-events"
import { createRouter, procedure } from "./trpc.ts"

export const eventsRouter = createRouter({
  stream: procedure.subscription(async function* ({ ctx, signal }) {
    yield* streamEvents(ctx, signal ?? new AbortController().signal)
  }),
})
