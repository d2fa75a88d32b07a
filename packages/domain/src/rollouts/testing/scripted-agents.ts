// The other side of the wire for tests of the engine: agents that keep the promises of the protocol (a command once, in order, results
// sent again until they are stored) and do to a text in memory what real ones do to a file.
import { createHash, type KeyObject, verify } from "node:crypto"
import {
  Change,
  type ChangeFinished,
  type ChangeOutcome,
  Command,
  commandSigningText,
} from "@signalbox/protocol/change"
import { Problem } from "@signalbox/protocol/problem"
import { redisConf } from "@signalbox/protocol/redis-conf"
import type { AgentPort } from "../../context.ts"

export type ScriptedAgent = {
  serverId: string
  isOnline: boolean
  /** The file; null when there is none. */
  disk: string | null
  /** The configuration of its Redis; null when there is none. */
  redisConf: string | null
  /** What it does with the next changes. `wait` takes it and says nothing more until `finish`. */
  behaviour: ChangeOutcome | "wait" | "busy" | "no-answer"
  /** Takes commands, and its answer is lost on the way. */
  losesAnswers: boolean
  /** Each command that had an effect, in order. More than once for an id would be a double effect. */
  effects: { id: string; seq: number }[]
  /** How often each command was heard of. */
  heard: Map<string, number>
  highestSeq: number
  results: Map<string, ChangeFinished>
  /** Results that the control plane has not stored yet. */
  outbox: ChangeFinished[]
  waiting: { command: Command; change: Change }[]
}

export type ScriptedAgents = AgentPort & {
  of(serverId: string): ScriptedAgent
  all(): ScriptedAgent[]
  /** Ends what `wait` has taken. */
  finish(serverId: string, outcome: ChangeOutcome): Promise<void>
  /** Sends what is in the outbox; a result that is refused stays there. */
  flush(serverId: string): Promise<void>
  /** Where results go; replaced when the control plane "restarts". */
  onFinished: (serverId: string, finished: ChangeFinished) => Promise<void>
  /** Resolves when this server has heard of commands so many times in all. */
  heard(serverId: string, times: number): Promise<void>
  /** Resolves when everything that was begun here has run its course. */
  idle(): Promise<void>
}

export function createScriptedAgents(publicKey: KeyObject): ScriptedAgents {
  const agents = new Map<string, ScriptedAgent>()
  const work = new Set<Promise<unknown>>()
  const listeners = new Set<() => void>()
  const port: ScriptedAgents = {
    of(serverId) {
      const known = agents.get(serverId) ?? newAgent(serverId)
      agents.set(serverId, known)
      return known
    },
    all: () => [...agents.values()],
    isOnline: (serverId) => agents.get(serverId)?.isOnline ?? false,
    async request(serverId, name, message) {
      const agent = agents.get(serverId)
      if (!agent?.isOnline) throw new Problem("server-offline")
      if (name !== "change.begin") throw new Problem("unknown-message")
      const command = Command.parse(message)
      assertSigned(command, { serverId, publicKey })
      agent.heard.set(command.id, (agent.heard.get(command.id) ?? 0) + 1)
      for (const listener of listeners) listener()
      listeners.clear()
      const change = take(agent, command)
      if (change) begin(agent, { command, change })
      else track(port.flush(serverId))
      if (agent.losesAnswers) throw new Problem("no-answer")
      return {} as never
    },
    async finish(serverId, outcome) {
      const agent = port.of(serverId)
      for (const begun of agent.waiting.splice(0)) agent.outbox.push(carryOut(agent, begun, outcome))
      await port.flush(serverId)
    },
    async flush(serverId) {
      const agent = port.of(serverId)
      for (const finished of [...agent.outbox]) {
        if (!agent.isOnline) return
        try {
          await port.onFinished(serverId, finished)
        } catch {
          return
        }
        agent.outbox = agent.outbox.filter((kept) => kept !== finished)
      }
    },
    async heard(serverId, times) {
      const count = () => [...port.of(serverId).heard.values()].reduce((sum, one) => sum + one, 0)
      while (count() < times) await new Promise<void>((resolve) => listeners.add(resolve))
    },
    onFinished: () => Promise.reject(new Error("nobody listens")),
    async idle() {
      while (work.size > 0) await Promise.all(work)
    },
  }

  function begin(agent: ScriptedAgent, begun: { command: Command; change: Change }): void {
    if (agent.behaviour === "wait") agent.waiting.push(begun)
    else {
      agent.outbox.push(carryOut(agent, begun, agent.behaviour as ChangeOutcome))
      // After the answer, as on a wire: the result is a message of its own.
      track(new Promise(setImmediate).then(() => port.flush(agent.serverId)))
    }
  }
  function track(job: Promise<unknown>): void {
    work.add(job)
    void job.then(() => work.delete(job))
  }
  return port
}

function newAgent(serverId: string): ScriptedAgent {
  return {
    serverId,
    isOnline: true,
    disk: null,
    redisConf: null,
    behaviour: "applied",
    losesAnswers: false,
    effects: [],
    heard: new Map(),
    highestSeq: 0,
    results: new Map(),
    outbox: [],
    waiting: [],
  }
}

function assertSigned(command: Command, { serverId, publicKey }: { serverId: string; publicKey: KeyObject }): void {
  const isForMe = command.serverId === serverId && hash(command.payload) === command.payloadHash
  const text = Buffer.from(commandSigningText(command))
  const isSigned = verify(null, text, publicKey, Buffer.from(command.signature, "base64"))
  if (!isForMe || !isSigned) throw new Problem("command-unsigned")
}

/** The change to begin; undefined when the command is known and its result stands. */
function take(agent: ScriptedAgent, command: Command): Change | undefined {
  const result = agent.results.get(command.id)
  if (result) {
    if (!agent.outbox.includes(result)) agent.outbox.push(result)
    return undefined
  }
  if (agent.waiting.some((begun) => begun.command.id === command.id)) return undefined
  if (agent.behaviour === "no-answer") throw new Problem("no-answer")
  if (agent.behaviour === "busy" || agent.waiting.length > 0) throw new Problem("agent-busy")
  if (command.seq <= agent.highestSeq) throw new Problem("command-replayed")
  agent.highestSeq = command.seq
  const change = Change.parse(JSON.parse(command.payload))
  if (hashOnDisk(agent, change) !== change.baseHash) throw new Problem("drifted")
  return change
}

function carryOut(
  agent: ScriptedAgent,
  { command, change }: { command: Command; change: Change },
  outcome: ChangeOutcome,
): ChangeFinished {
  agent.effects.push({ id: command.id, seq: command.seq })
  if (outcome === "applied") agent[placeOf(change)] = fileOf(change)
  const finished: ChangeFinished = {
    commandId: command.id,
    outcome,
    ...(outcome !== "applied" && { problem: new Problem("check-failed", "GET :3001 was 500.").toView() }),
    checks: [check(outcome === "applied" ? "pass" : "fail")],
    rollbackChecks: outcome === "rolled-back" ? [check("pass")] : [],
    journal: [
      {
        at: 1,
        unit: "web.service",
        identifier: "web",
        priority: 3,
        text: `read ${change.kind === "env" ? change.text : change.policy.password}`,
      },
    ],
    timing: [{ step: "write", ms: 1 }],
    fileHash: hashOnDisk(agent, change),
    startedAt: 1,
    finishedAt: 2,
  }
  agent.results.set(command.id, finished)
  return finished
}

function check(verdict: "pass" | "fail"): ChangeFinished["checks"][number] {
  return {
    kind: "http",
    title: "GET :3001 is 200",
    verdict,
    expected: "200",
    seen: verdict === "pass" ? "200" : "500",
    tookMs: 3,
  }
}

/** What the agent writes; null for a file that goes. */
function fileOf(change: Change): string | null {
  return change.kind === "env" ? change.text : redisConf(change.policy)
}

function placeOf({ kind }: Change): "disk" | "redisConf" {
  return kind === "env" ? "disk" : "redisConf"
}

function hashOnDisk(agent: ScriptedAgent, change: Change): string | null {
  const text = agent[placeOf(change)]
  return text === null ? null : hash(text)
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}
