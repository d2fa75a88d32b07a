import { RedisPassword, RedisPolicy } from "@signalbox/protocol/redis-policy"
import { z } from "zod"
import { plainText } from "../plain-text.ts"
import { StrategyInput } from "../rollouts/schema.ts"
import { ServiceName, type ServiceView } from "../services/schema.ts"

/** What a person sets; passwords and the state have verbs of their own. */
export const RedisFields = RedisPolicy.omit({ state: true, password: true, retiringPassword: true }).partial()
export type RedisFields = z.infer<typeof RedisFields>

/** `keep` what is there, `none`, one that is `generated` here, or this one. */
export const PasswordChoice = z.discriminatedUnion("choice", [
  z.strictObject({ choice: z.literal("keep") }),
  z.strictObject({ choice: z.literal("none") }),
  z.strictObject({ choice: z.literal("generated") }),
  z.strictObject({ choice: z.literal("given"), password: RedisPassword }),
])
export type PasswordChoice = z.infer<typeof PasswordChoice>

const serviceId = z.uuid()
const note = plainText(300).default("")
const password = PasswordChoice.default({ choice: "keep" })

export const RedisPolicyIdInput = z.strictObject({ serviceId })
/** Unit and file are those of the product on Debian and Ubuntu unless they are named. */
export const CreateRedisPolicyInput = z.strictObject({
  name: ServiceName,
  description: plainText(500).default(""),
  product: RedisPolicy.shape.product,
  settings: RedisFields.omit({ product: true }),
  password: PasswordChoice.default({ choice: "generated" }),
})
export type CreateRedisPolicyInput = z.infer<typeof CreateRedisPolicyInput>

/** The settings of the base (`serverId` null) or of one server, all of them: what is absent is no longer set there. */
export const SetRedisPolicyInput = z.strictObject({
  serviceId,
  serverId: z.uuid().nullable(),
  editedFrom: z.number().int().min(0),
  settings: RedisFields,
  password,
  note,
})
export type SetRedisPolicyInput = z.infer<typeof SetRedisPolicyInput>

const onServers = {
  serviceId,
  serverIds: z.array(z.uuid()).max(1_000),
  strategy: StrategyInput.prefault({}),
  note,
}
export const RedisOnServersInput = z.strictObject(onServers)
export type RedisOnServersInput = z.infer<typeof RedisOnServersInput>

/** `serverId` null: the password that the base sets. */
export const RotateRedisPasswordInput = z.strictObject({
  serviceId,
  serverId: z.uuid().nullable(),
  strategy: StrategyInput.prefault({}),
  note,
})
export type RotateRedisPasswordInput = z.infer<typeof RotateRedisPasswordInput>

/** Null: nothing is to be rolled out yet, since none of the servers has it. */
export type RedisRolloutView = { rolloutId: string; number: number } | { rolloutId: null; number: null }

/** Settings with passwords told as yes or no. */
export type RedisSettingsView = RedisFields & {
  state?: RedisPolicy["state"] | undefined
  hasPassword: boolean
  isRotating: boolean
}
export type RedisDocumentView = { revision: number; settings: RedisSettingsView }

export type RedisPolicyServerView = {
  serverId: string
  serverName: string
  serverHue: number
  isOnline: boolean
  appliedNumber: number | null
  latestNumber: number | null
  isDrifted: boolean
  change: ServiceView["servers"][number]["change"]
  overrides: RedisDocumentView
  /** What the newest documents make together; null when that is no policy. */
  effective: RedisSettingsView | null
}

export type RedisPolicyView = {
  serviceId: string
  name: string
  description: string
  unit: string
  path: string
  base: RedisDocumentView
  servers: RedisPolicyServerView[]
  may: { edit: boolean; rollOut: boolean }
}
