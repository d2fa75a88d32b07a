import { randomBytes } from "node:crypto"
import { type RedisSettings, readRedisSettings, redisSettingsText } from "@signalbox/protocol/redis-policy"
import type { DomainContext } from "../context.ts"
import { type Document, newestDocuments, overridesOf } from "../env/newest-documents.ts"
import { saveEnv } from "../env/save-env.ts"
import type { EnvSavedView } from "../env/schema.ts"
import { policyOf, policyValues } from "../kinds/redis-kind.ts"
import { getRedisPolicy, getRedisService } from "./get-policy.ts"
import type { PasswordChoice, RedisFields, RedisPolicyView, SetRedisPolicyInput } from "./schema.ts"

export type PolicyContext = Pick<DomainContext, "db" | "sealer" | "clock" | "actor" | "publish">
type Place = { serviceId: string; serverId: string | null }

/**
 * Saves the base or one server's overrides over the revision that they were edited from, by the way that env files are saved. The
 * state and a password that is to be kept stay as they are.
 * @throws Problem `not-found`, `stale-revision`, `nothing-to-do`, `invalid-env` naming the setting
 */
export async function setRedisPolicy(ctx: PolicyContext, input: SetRedisPolicyInput): Promise<RedisPolicyView> {
  await getRedisService(ctx, input.serviceId)
  const { settings: before } = await readSettings(ctx, input)
  const kept = before.state === undefined ? {} : { state: before.state }
  const settings = { ...kept, ...input.settings, ...chosen(input.password, before) }
  await saveSettings(ctx, { ...input, settings })
  return getRedisPolicy(ctx, input)
}

/** What the newest revision of a base or of overrides sets, passwords among it. */
export async function readSettings(
  ctx: Pick<DomainContext, "db" | "sealer">,
  { serviceId, serverId }: Place,
): Promise<{ revision: number; settings: RedisSettings }> {
  const documents = await newestDocuments(ctx.db, ctx.sealer, serviceId)
  const document: Document = serverId === null ? documents.base : overridesOf(documents, serverId)
  return { revision: document.revision, settings: readRedisSettings(policyValues(document.text)) }
}

type Edited = Place & { editedFrom: number; settings: RedisSettings; note: string }

/** @throws Problem as `saveEnv` does */
export function saveSettings(ctx: PolicyContext, edited: Edited): Promise<EnvSavedView> {
  const { serviceId, serverId, editedFrom, note } = edited
  const document = { text: settingsText(edited), editedFrom }
  if (serverId === null) return saveEnv(ctx, { serviceId, base: document, overrides: [], note })
  return saveEnv(ctx, { serviceId, overrides: [{ serverId, ...document }], note })
}

/** A server with a password of its own says so of the one that retires too, or it would accept the base's old one. */
export function settingsText({ serverId, settings }: Pick<Edited, "serverId" | "settings">): string {
  const isOwn = serverId !== null && settings.password !== undefined
  return redisSettingsText({ ...(isOwn && { retiringPassword: null }), ...settings })
}

/** Before anything is made of it. @throws Problem `invalid-env` */
export function refuseBaseAlone({ settings, password }: { settings: RedisFields; password: PasswordChoice }): void {
  policyOf(redisSettingsText({ ...settings, ...chosen(password, {}) }))
}

function chosen(choice: PasswordChoice, before: RedisSettings): RedisSettings {
  switch (choice.choice) {
    case "none":
      return { password: null, retiringPassword: null }
    case "generated":
      return { password: newPassword(), retiringPassword: null }
    case "given":
      return { password: choice.password, retiringPassword: null }
    case "keep": {
      const { password, retiringPassword } = before
      return {
        ...(password !== undefined && { password }),
        ...(retiringPassword !== undefined && { retiringPassword }),
      }
    }
  }
}

/** 192 bits, in letters that no dialect of env files reads otherwise. */
export function newPassword(): string {
  return randomBytes(24).toString("base64url")
}
