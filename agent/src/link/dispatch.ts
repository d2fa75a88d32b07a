import type { Answer } from "@signalbox/protocol/answer"
import {
  CONTROL_PLANE_MESSAGES,
  type ControlPlaneAnswer,
  type ControlPlaneMessage,
  type ControlPlaneMessageName,
} from "@signalbox/protocol/catalogue"
import { assertFitsLink } from "@signalbox/protocol/message-size"
import { Problem, problemView } from "@signalbox/protocol/problem"
import { log } from "../log.ts"

export type RequestHandler<N extends ControlPlaneMessageName> = {
  /** Whether it changes the server: such requests are taken one at a time. */
  mutates: boolean
  timeoutMs: number
  handle(message: ControlPlaneMessage<N>): Promise<ControlPlaneAnswer<N>>
}

/** Everything that a control plane may ask. What is not here is refused, whatever it is. */
export type RequestHandlers = { [N in ControlPlaneMessageName]: RequestHandler<N> }

/** Answers requests of the control plane: known name, well-formed message, in turn, in time, and small enough to be carried. */
export function createDispatch(handlers: RequestHandlers): (name: string, message: unknown) => Promise<Answer> {
  let lastMutation: Promise<unknown> = Promise.resolve()

  async function run(name: ControlPlaneMessageName, message: unknown): Promise<unknown> {
    const handler = handlers[name] as RequestHandler<ControlPlaneMessageName>
    const parsed = CONTROL_PLANE_MESSAGES[name].message.safeParse(message)
    if (!parsed.success) throw new Problem("invalid-input", `${name} is not well formed.`)
    const work = () => inTime(handler.timeoutMs, handler.handle(parsed.data as never))
    if (!handler.mutates) return work()
    const mine = lastMutation.then(work, work)
    lastMutation = mine.catch(() => {})
    return mine
  }

  return async (name, message) => {
    try {
      if (!isKnown(name)) throw new Problem("unknown-message", `There is no message ${name}.`)
      const answer: Answer = { ok: true, value: await run(name, message) }
      assertFitsLink(`The answer to ${name}`, answer)
      return answer
    } catch (error) {
      if (!(error instanceof Problem)) log("error", `${name} failed: ${describe(error)}`)
      return { ok: false, problem: problemView(error) }
    }
  }
}

function isKnown(name: string): name is ControlPlaneMessageName {
  return Object.hasOwn(CONTROL_PLANE_MESSAGES, name)
}

async function inTime<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Problem("no-answer", "The server took too long.")), timeoutMs)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Only where it happened: messages of unexpected errors may hold what they were given. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return "no error object"
  return `${error.name} ${error.stack?.split("\n")[1]?.trim() ?? ""}`
}
