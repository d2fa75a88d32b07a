import { Problem } from "@signalbox/protocol/problem"
import type { EnvSavedView } from "../env/schema.ts"
import { getRedisPolicy, getRedisService } from "./get-policy.ts"
import { rollOutPolicy } from "./roll-out-policy.ts"
import type { RedisRolloutView, RotateRedisPasswordInput } from "./schema.ts"
import { newPassword, type PolicyContext, readSettings, saveSettings } from "./set-policy.ts"

/**
 * First step: a new password, and the old one accepted beside it until clients have moved over.
 * @throws Problem `rotation-state` when there is no password there or one retires already, and as `rollOutPolicy` does
 */
export async function rotateRedisPassword(
  ctx: PolicyContext,
  input: RotateRedisPasswordInput,
): Promise<RedisRolloutView> {
  const { name } = await getRedisService(ctx, input.serviceId)
  const { revision, settings } = await readSettings(ctx, input)
  if (!settings.password) throw new Problem("rotation-state", "No password is set there, so there is none to replace.")
  if (settings.retiringPassword) {
    throw new Problem("rotation-state", "An old password is still accepted there. Finish that rotation first.")
  }
  const next = { ...settings, password: newPassword(), retiringPassword: settings.password }
  const saved = await saveSettings(ctx, { ...input, editedFrom: revision, settings: next })
  return rollOutSaved(ctx, { input, saved, title: `New password for ${name}` })
}

/**
 * Second step: the old password is no longer accepted.
 * @throws Problem `rotation-state` when none retires there, and as `rollOutPolicy` does
 */
export async function finishRedisRotation(
  ctx: PolicyContext,
  input: RotateRedisPasswordInput,
): Promise<RedisRolloutView> {
  const { name } = await getRedisService(ctx, input.serviceId)
  const { revision, settings } = await readSettings(ctx, input)
  if (!settings.retiringPassword) throw new Problem("rotation-state", "No old password is accepted there any more.")
  const { retiringPassword: _, ...next } = settings
  const saved = await saveSettings(ctx, { ...input, editedFrom: revision, settings: next })
  return rollOutSaved(ctx, { input, saved, title: `Retire the old password of ${name}` })
}

type Saved = { input: RotateRedisPasswordInput; saved: EnvSavedView; title: string }

/** Where it is not installed yet a new password must not install it. */
async function rollOutSaved(ctx: PolicyContext, { input, saved, title }: Saved): Promise<RedisRolloutView> {
  const { serviceId, strategy, note } = input
  const { servers } = await getRedisPolicy(ctx, { serviceId })
  const made = new Set(saved.versions.map(({ serverId }) => serverId))
  const running = servers.filter(
    ({ serverId, appliedNumber, effective }) =>
      made.has(serverId) && appliedNumber !== null && effective?.state !== "removed",
  )
  if (running.length === 0) return { rolloutId: null, number: null }
  const serverIds = running.map(({ serverId }) => serverId)
  return rollOutPolicy(ctx, { serviceId, serverIds, strategy, note, title })
}
