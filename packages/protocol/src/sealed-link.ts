// Questions and answers over a sealed channel, the same for both ends. The transport in between sees frames and nothing of what they
// are: neither names, nor which of them are answers, nor to what. It must keep their order, as one WebSocket does.
import { z } from "zod"
import { Answer } from "./answer.ts"
import { assertFitsLink } from "./message-size.ts"
import { Problem } from "./problem.ts"
import type { SealedChannel } from "./sealed-channel.ts"

/** The one event by which both ends send their frames. */
export const SEALED_EVENT = "sealed"

const Frame = z.union([
  z.strictObject({ id: z.number().int().min(1), ask: z.string().max(60), message: z.unknown() }),
  z.strictObject({ answerTo: z.number().int().min(1), answer: Answer }),
])

export type SealedLinkInput = {
  channel: SealedChannel
  /** Called in order, and has sent the frame, or queued it behind all before, when it returns. */
  send: (frame: Buffer) => void
  /** Told of what the other side asks, in order. `reply` may come at any time, and once. */
  onRequest: (request: { name: string; message: unknown }, reply: (answer: Answer) => void) => void
  /** Told once, when a frame came that must end the connection. */
  onBroken: (problem: Problem) => void
}

export type SealedLink = {
  /** @throws Problem `no-answer`, `too-large` without sending anything, or why the link ended */
  ask(name: string, message: unknown, timeoutMs: number): Promise<Answer>
  /** Takes what came in. */
  take(frame: unknown): void
  /** The connection is gone: whoever waits hears why. */
  end(why: Problem): void
}

export function createSealedLink({ channel, send, onRequest, onBroken }: SealedLinkInput): SealedLink {
  const waiting = new Map<number, PromiseWithResolvers<Answer>>()
  let lastId = 0
  let ended: Problem | undefined

  function say(frame: z.infer<typeof Frame>): void {
    if (!ended) send(channel.seal(JSON.stringify(frame)))
  }

  function end(why: Problem): void {
    ended ??= why
    for (const { reject } of waiting.values()) reject(ended)
  }

  function hear(frame: z.infer<typeof Frame>): void {
    // An answer that nobody waits for came too late.
    if ("answerTo" in frame) waiting.get(frame.answerTo)?.resolve(frame.answer)
    else onRequest({ name: frame.ask, message: frame.message }, (answer) => say({ answerTo: frame.id, answer }))
  }

  return {
    async ask(name, message, timeoutMs) {
      assertFitsLink(name, message)
      if (ended) throw ended
      const id = ++lastId
      const answered = Promise.withResolvers<Answer>()
      waiting.set(id, answered)
      const timer = setTimeout(() => answered.reject(new Problem("no-answer")), timeoutMs)
      try {
        say({ id, ask: name, message })
        return await answered.promise
      } finally {
        clearTimeout(timer)
        waiting.delete(id)
      }
    },
    take(bytes) {
      if (ended) return
      try {
        hear(readFrame(channel.open(bytes)))
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        end(error)
        onBroken(error)
      }
    },
    end,
  }
}

function readFrame(text: string): z.infer<typeof Frame> {
  try {
    return Frame.parse(JSON.parse(text))
  } catch (cause) {
    throw new Problem("invalid-input", "A frame of the link is not well formed.", { cause })
  }
}
