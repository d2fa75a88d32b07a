import { ObservedFile } from "@signalbox/protocol/observe"
import { z } from "zod"
import type { Sealer } from "../sealing/sealer.ts"

/** What is remembered of a file on a server: of its text no more than a keyed hash, for a plain one would confirm guesses. */
export const ObservedRecord = ObservedFile.pick({
  state: true,
  owner: true,
  group: true,
  mode: true,
  mtimeMs: true,
}).extend({
  mac: z.string().nullable(),
})
export type ObservedRecord = z.infer<typeof ObservedRecord>

export function observedRecord(
  sealer: Sealer,
  { serviceId, serverId }: { serviceId: string; serverId: string },
  file: ObservedFile,
): ObservedRecord {
  const { state, hash, owner, group, mode, mtimeMs } = file
  const mac = hash && sealer.mac(hash, `ServiceOnServer/${serviceId}/${serverId}/observed`).toString("hex")
  return { state, mac, owner, group, mode, mtimeMs }
}
