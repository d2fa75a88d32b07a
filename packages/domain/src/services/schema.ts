import { CheckSpec } from "@signalbox/protocol/check"
import { DialectName } from "@signalbox/protocol/dialects"
import { AbsolutePath, AccountName, FileMode, UnitName } from "@signalbox/protocol/names"
import { z } from "zod"
import type { ServiceKind } from "../kinds/service-kind.ts"
import { PageInput } from "../paging.ts"
import { plainText } from "../plain-text.ts"
import { Labels, type ServiceStandingView } from "../servers/schema.ts"
import type { ServerStatus } from "../status.ts"

const EnvKey = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be a plain key such as REDIS_URL")
  .max(128)

/** A claim about env values, held before anything is written. */
export const AssertionSpec = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("required"), key: EnvKey }),
  z.strictObject({ kind: z.literal("absent"), key: EnvKey }),
  z.strictObject({ kind: z.literal("not-empty"), key: EnvKey }),
  z.strictObject({ kind: z.literal("host-is-local"), key: EnvKey }),
  z.strictObject({
    kind: z.literal("host-is"),
    key: EnvKey,
    hosts: z.array(plainText(253).min(1)).min(1).max(20),
  }),
  z.strictObject({ kind: z.literal("one-of"), key: EnvKey, values: z.array(plainText(500)).min(1).max(100) }),
  z.strictObject({ kind: z.literal("pattern"), key: EnvKey, pattern: plainText(200).min(1) }),
  z.strictObject({ kind: z.literal("port"), key: EnvKey }),
  z.strictObject({ kind: z.literal("differs-between-servers"), key: EnvKey }),
])
export type AssertionSpec = z.infer<typeof AssertionSpec>

export const ServiceName = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/, "must be a plain name such as backend")

const definition = {
  name: ServiceName,
  description: plainText(500).default(""),
  envPath: AbsolutePath,
  envOwner: AccountName,
  envGroup: AccountName,
  envMode: FileMode,
  dialects: z.array(DialectName).min(1).max(4),
  units: z.array(UnitName).max(32),
  checks: z.array(CheckSpec).max(32),
  assertions: z.array(AssertionSpec).max(128),
  secretKeys: z.array(EnvKey).max(128).default([]),
}

export const CreateServiceInput = z.strictObject(definition)
export type CreateServiceInput = z.infer<typeof CreateServiceInput>
export const UpdateServiceInput = z.strictObject({
  ...definition,
  serviceId: z.uuid(),
  revision: z.number().int().min(1),
})
export type UpdateServiceInput = z.infer<typeof UpdateServiceInput>
export const ServiceIdInput = z.strictObject({ serviceId: z.uuid() })
export const ListServicesInput = PageInput.extend({
  text: plainText(100).optional(),
  kind: z.enum(["env", "redis"]).default("env"),
})

/** Servers by id, or all that carry these labels now. An empty selection is an error, never "all". */
export const AssignServiceInput = z.strictObject({
  serviceId: z.uuid(),
  serverIds: z.array(z.uuid()).max(1_000).optional(),
  labels: Labels.optional(),
})
export const UnassignServiceInput = z.strictObject({ serviceId: z.uuid(), serverId: z.uuid() })

export type ServiceRowView = {
  id: string
  name: string
  description: string
  envPath: string
  units: string[]
  servers: number
  drifted: number
  behind: number
  /** Version number → servers on it. */
  spread: { number: number | null; servers: number }[]
}

export type ServiceOnServerView = ServiceStandingView & {
  serverId: string
  serverName: string
  serverHue: number
  serverStatus: ServerStatus
  labels: Labels
}

export type ServiceView = CreateServiceInput & {
  id: string
  kind: ServiceKind
  revision: number
  createdAt: string
  updatedAt: string
  servers: ServiceOnServerView[]
  may: { update: boolean; remove: boolean; edit: boolean; rollOut: boolean }
}
