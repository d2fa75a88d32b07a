// The link to the control plane: one loop through the states of states.ts. It ends only when it is told to.
import { setTimeout as sleep } from "node:timers/promises"
import type { AgentMessage } from "@signalbox/protocol/catalogue"
import type { HelloWelcome } from "@signalbox/protocol/hello"
import { VITALS_INTERVAL_MS } from "@signalbox/protocol/limits"
import { Problem, type ProblemCode, problemView } from "@signalbox/protocol/problem"
import type { Identity } from "../identity.ts"
import { log } from "../log.ts"
import { createDispatch, type RequestHandlers } from "./dispatch.ts"
import { shakeHands } from "./handshake.ts"
import { createOutbox, type PendingResults } from "./outbox.ts"
import { keepStateDocument, readStateDocument } from "./state-document.ts"
import { firstState, type LinkEvent, type LinkState, nextState } from "./states.ts"
import { openWire, type Wire } from "./wire.ts"

/** How often a result that was not taken is offered again while the link stays up. */
const RESEND_MS = 30_000
const OBSERVE_MS = 10_000

export type LinkInput = {
  identity: Identity
  /** The folder of this server id. */
  stateDir: string
  agentVersion: string
  firstWaitMs: number
  /** `host.observe` is answered by the link itself. */
  handlers: Omit<RequestHandlers, "host.observe">
  changes: PendingResults & { commandSeq(): number; journalHead(): string | null }
  observe: () => Promise<AgentMessage<"host.observed">>
  sampleVitals: () => Promise<AgentMessage<"host.vitals">>
  onState?: (state: LinkState) => void
  random?: () => number
}

type PictureName = "redis.observed" | "redis.sockets"

export type Link = {
  /** A change moved on: worth telling, not worth keeping. */
  progress(message: AgentMessage<"change.progress">): void
  /** A change ended: its result waits, and the server looks different now. */
  finished(): void
  /** Something on the server looks different: told at once instead of at the next round. */
  changed(): void
  /** A picture that the next one replaces. Resolves to whether it was taken; never fails. */
  tell<N extends PictureName>(name: N, message: AgentMessage<N>): Promise<boolean>
  stop(): Promise<void>
}

export function openLink(input: LinkInput): Link {
  const random = input.random ?? Math.random
  const stopping = new AbortController()
  const sendResults = createOutbox(input.changes)
  let state = firstState(input.firstWaitMs, random)
  let online: Online | undefined

  function take(event: LinkEvent): void {
    state = nextState(state, event, random)
    input.onState?.(state)
  }

  async function connectOnce(): Promise<void> {
    const wire = await openWire(input.identity.url, stopping.signal)
    try {
      take({ kind: "opened" })
      const welcome = await greet(input, wire, () => take({ kind: "recognised" }))
      online = createOnline(input, wire, sendResults)
      take({ kind: "welcomed" })
      log("info", `Connected to ${input.identity.url} as ${welcome.serverName}.`)
      await online.run()
    } finally {
      online = undefined
      wire.close()
    }
  }

  async function loop(): Promise<void> {
    input.onState?.(state)
    while (state.at === "waiting") {
      await sleep(state.waitMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) break
      take({ kind: "due" })
      const refusal = await connectOnce().then(lost, refused)
      if (stopping.signal.aborted) break
      take(refusal === undefined ? { kind: "ended" } : { kind: "ended", refusal })
    }
    take({ kind: "stop" })
  }

  const done = loop()
  return {
    progress: (message) => online?.progress(message),
    finished: () => online?.finished(),
    changed: () => online?.changed(),
    tell: async (name, message) => (await online?.tell(name, message)) ?? false,
    async stop() {
      stopping.abort()
      await done
    },
  }
}

function lost(): undefined {
  log("warning", "The link to the control plane is gone.")
}

function refused(error: unknown): ProblemCode | undefined {
  const problem = problemView(error)
  log("warning", `No link to the control plane: ${problem.message} ${problem.fix}`)
  if (!(error instanceof Problem)) log("error", `Unexpected ${error instanceof Error ? error.stack : "failure"}`)
  return problem.code
}

/** The state document is on disk before anything is sent with it: the control plane takes our first message as proof of that. */
async function greet(input: LinkInput, wire: Wire, onRecognised: () => void): Promise<HelloWelcome> {
  const welcome = await shakeHands(wire, {
    identity: input.identity,
    agentVersion: input.agentVersion,
    state: await readStateDocument(input.stateDir),
    commandSeq: input.changes.commandSeq(),
    journalHead: input.changes.journalHead(),
    onRecognised,
  })
  await keepStateDocument(input.stateDir, { epoch: welcome.epoch, stateHash: welcome.stateHash })
  return welcome
}

type Online = Pick<Link, "progress" | "finished" | "changed" | "tell"> & {
  /** Until the link is gone. @throws Problem where it was we who ended it */
  run(): Promise<void>
}

/** What happens while the link is up. Everything in here ends with the connection. */
function createOnline(input: LinkInput, wire: Wire, sendResults: ReturnType<typeof createOutbox>): Online {
  let shown = ""
  /** What this control plane does not know is offered once in a connection. */
  const unknown = new Set<string>()

  async function tellObserved(isForced: boolean): Promise<void> {
    const observed = await input.observe()
    const picture = JSON.stringify({ ...observed, at: 0 })
    if (!isForced && picture === shown) return
    await wire.ask("host.observed", observed)
    shown = picture
  }
  const sendPending = () => sendResults((finished) => wire.ask("change.finished", finished).then(() => {}))
  /** The answer means "taken": the picture follows as a message of its own. */
  const observeSoon = async () => {
    void quietly(tellObserved(true))
    return {}
  }
  const dispatch = createDispatch({
    ...input.handlers,
    "host.observe": { mutates: false, timeoutMs: 10_000, handle: observeSoon },
  })
  wire.onRequest(dispatch)

  return {
    progress: (message) => void quietly(wire.ask("change.progress", message)),
    finished: () => void quietly(sendPending().then(() => tellObserved(false))),
    changed: () => void quietly(tellObserved(false)),
    async tell(name, message) {
      if (unknown.has(name)) return false
      return quietly(wire.ask(name, message), () => unknown.add(name))
    },
    async run() {
      const timers = [
        setInterval(() => void quietly(tellVitals(input, wire)), VITALS_INTERVAL_MS),
        setInterval(() => void quietly(tellObserved(false)), OBSERVE_MS),
        setInterval(() => void quietly(sendPending()), RESEND_MS),
      ]
      // First of all what is true now, then what happened while nobody listened. None of it may keep the loop from seeing the end.
      void quietly(tellObserved(true))
        .then(() => quietly(sendPending()))
        .then(() => quietly(tellVitals(input, wire)))
      const why = await wire.closed
      for (const timer of timers) clearInterval(timer)
      if (why) throw why
    },
  }
}

async function tellVitals(input: LinkInput, wire: Wire): Promise<void> {
  await wire.ask("host.vitals", await input.sampleVitals())
}

/** Whether it was told. What could not be told now is told again by the next round or the next connect; the reason is in the log. */
async function quietly(work: Promise<unknown>, onUnknown = () => {}): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    const problem = problemView(error)
    if (problem.code === "unknown-message") onUnknown()
    // Of a link that broke or was altered its end is told, once.
    if (!["no-answer", "link-altered"].includes(problem.code))
      log("warning", `Not told: ${problem.code}. ${problem.message}`)
    return false
  }
}
