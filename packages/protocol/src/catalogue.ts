import { z } from "zod"
import { ChangeFinished, ChangeProgress, Command } from "./change.ts"
import { HelloBegin, HelloChallenge, HelloProve, HelloWelcome } from "./hello.ts"
import { ChecksRunReply, ChecksRunRequest, EnvReadReply, EnvReadRequest, HostObserved, HostVitals } from "./observe.ts"
import { RedisObserved } from "./redis.ts"
import { RedisInfoReply, RedisInfoRequest } from "./redis-info.ts"
import { RedisSockets } from "./redis-sockets.ts"

const nothing = z.strictObject({})

/**
 * Every message by name: who sends it, its schema, the schema of its answer. The one source for both sides and for docs/PROTOCOL.md.
 * An answer on the wire is `{ok: true, value}` or `{ok: false, problem}`. An answer means "taken", never "done":
 * `durable` messages are resent until answered with ok.
 */
export const AGENT_MESSAGES = {
  "hello.begin": { says: "Opens the handshake.", message: HelloBegin, answer: HelloChallenge, durable: false },
  "hello.prove": { says: "Proves the agent's identity.", message: HelloProve, answer: HelloWelcome, durable: false },
  "change.progress": { says: "A running change moved on.", message: ChangeProgress, answer: nothing, durable: false },
  "change.finished": { says: "A change ended.", message: ChangeFinished, answer: nothing, durable: true },
  "host.observed": { says: "What is true on the server now.", message: HostObserved, answer: nothing, durable: false },
  "host.vitals": { says: "CPU, memory, disk.", message: HostVitals, answer: nothing, durable: false },
  "redis.observed": {
    says: "What a look at one Redis showed.",
    message: RedisObserved,
    answer: nothing,
    durable: false,
  },
  "redis.sockets": {
    says: "Which Redis the units are connected to.",
    message: RedisSockets,
    answer: nothing,
    durable: false,
  },
} as const

export const CONTROL_PLANE_MESSAGES = {
  "change.begin": { says: "Take this command.", message: Command, answer: nothing, durable: true },
  "env.read": {
    says: "Read an env file that the policy lists.",
    message: EnvReadRequest,
    answer: EnvReadReply,
    durable: false,
  },
  "host.observe": { says: "Send host.observed now.", message: nothing, answer: nothing, durable: false },
  "checks.run": { says: "Run checks now.", message: ChecksRunRequest, answer: ChecksRunReply, durable: false },
  "redis.info": {
    says: "INFO of a Redis that the agent watches, as it is now.",
    message: RedisInfoRequest,
    answer: RedisInfoReply,
    durable: false,
  },
} as const

export type AgentMessageName = keyof typeof AGENT_MESSAGES
export type ControlPlaneMessageName = keyof typeof CONTROL_PLANE_MESSAGES

type Message<C, N extends keyof C> = C[N] extends { message: infer S extends z.ZodType } ? z.infer<S> : never
type Reply<C, N extends keyof C> = C[N] extends { answer: infer S extends z.ZodType } ? z.infer<S> : never

export type AgentMessage<N extends AgentMessageName> = Message<typeof AGENT_MESSAGES, N>
export type AgentAnswer<N extends AgentMessageName> = Reply<typeof AGENT_MESSAGES, N>
export type ControlPlaneMessage<N extends ControlPlaneMessageName> = Message<typeof CONTROL_PLANE_MESSAGES, N>
export type ControlPlaneAnswer<N extends ControlPlaneMessageName> = Reply<typeof CONTROL_PLANE_MESSAGES, N>
