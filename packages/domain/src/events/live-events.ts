// Tells open pages that something changed. Within one process; nothing is kept: who misses an event is told to look at everything again.
import type { LiveEvent } from "./schema.ts"

export type LiveEvents = {
  /** Never throws and never waits: a slow reader costs nobody but itself. */
  publish(event: LiveEvent): void
  /** Events from this call on, until the signal aborts. The first is `resync`. */
  subscribe(signal: AbortSignal): AsyncIterable<LiveEvent>
}

type Subscriber = { push(event: LiveEvent): void }

/** @param bufferMax how many different events may wait for one reader; beyond that they become one `resync` */
export function createLiveEvents({ bufferMax = 512 }: { bufferMax?: number } = {}): LiveEvents {
  const subscribers = new Set<Subscriber>()
  return {
    publish(event) {
      for (const subscriber of subscribers) subscriber.push(event)
    },
    subscribe(signal) {
      const queue = createQueue(bufferMax)
      subscribers.add(queue)
      const leave = () => {
        subscribers.delete(queue)
        queue.wake()
      }
      if (signal.aborted) leave()
      else signal.addEventListener("abort", leave, { once: true })
      return read(queue, { signal, leave })
    },
  }
}

type Queue = Subscriber & { shift(): LiveEvent | undefined; filled(): Promise<void>; wake(): void }

/** Two events about the same thing are one, the newer, as long as neither was read. */
function createQueue(bufferMax: number): Queue {
  const waiting = new Map<string, LiveEvent>([["resync", { kind: "resync" }]])
  let wake: () => void = () => {}
  return {
    push(event) {
      waiting.set(subjectOf(event), event)
      if (waiting.size > bufferMax) {
        waiting.clear()
        waiting.set("resync", { kind: "resync" })
      }
      wake()
    },
    shift() {
      const [first] = waiting
      if (first) waiting.delete(first[0])
      return first?.[1]
    },
    filled() {
      if (waiting.size > 0) return Promise.resolve()
      return new Promise((resolve) => {
        wake = resolve
      })
    },
    wake: () => wake(),
  }
}

async function* read(queue: Queue, { signal, leave }: { signal: AbortSignal; leave: () => void }) {
  try {
    while (!signal.aborted) {
      const event = queue.shift()
      if (event) yield event
      else await queue.filled()
    }
  } finally {
    signal.removeEventListener("abort", leave)
    leave()
  }
}

function subjectOf(event: LiveEvent): string {
  switch (event.kind) {
    case "server":
    case "vitals":
    case "redis":
      return `${event.kind} ${event.serverId}`
    case "enrolment":
      return `enrolment ${event.enrolmentId}`
    case "service":
    case "env":
      return `${event.kind} ${event.serviceId}`
    case "rollout":
      return `rollout ${event.rolloutId}`
    case "conversion":
      return `conversion ${event.conversionId}`
    case "audit":
    case "access":
    case "resync":
    case "heartbeat":
      return event.kind
  }
}
