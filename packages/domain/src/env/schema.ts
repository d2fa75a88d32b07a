import { ENV_BYTES_MAX } from "@signalbox/protocol/limits"
import { refusedAs } from "@signalbox/protocol/refused-as"
import { z } from "zod"
import { PageInput } from "../paging.ts"
import { plainText } from "../plain-text.ts"

/** Text with secrets masked: twelve dots for a secret, four inside a URL. A mask that is sent back unchanged keeps the value. */
const MaskedText = z
  .string()
  .refine(
    (text) => text.length <= ENV_BYTES_MAX,
    refusedAs("too-large", `must have at most ${ENV_BYTES_MAX.toLocaleString("en")} characters`),
  )
const Key = z.string().min(1).max(128)

export const GetEnvInput = z.strictObject({ serviceId: z.uuid() })

export type EnvDocumentView = {
  /** Null for the base. */
  serverId: string | null
  /** 0 when nothing was saved yet. */
  revision: number
  text: string
  note: string
  authorName: string | null
  createdAt: string | null
  /** Key → revision in which it last changed, and by whom. */
  blame: Record<string, { revision: number; authorName: string; at: string }>
}

export type EnvServerView = {
  serverId: string
  serverName: string
  serverHue: number
  overrides: EnvDocumentView
  /** The newest version, masked; null when none was made. */
  latest: EnvVersionView | null
  applied: EnvVersionView | null
  /** What the saved documents would change against what is applied, masked. Two masks that look alike may hide a change; this names it. */
  pending: KeyChangeView[]
  isDrifted: boolean
}

/** All that the editor needs: the base, each server's overrides, what runs. */
export type EnvView = {
  serviceId: string
  serviceName: string
  base: EnvDocumentView
  servers: EnvServerView[]
  /** Key → server id → letter: equal letters, equal values. */
  equality: Record<string, Record<string, string>>
  secretKeys: string[]
}

export type EnvVersionView = {
  id: string
  serverId: string
  number: number
  origin: "save" | "import" | "rollback"
  restoresNumber: number | null
  note: string
  authorName: string
  createdAt: string
  isApplied: boolean
  /** Masked. */
  text: string
}

export const EnvHistoryInput = PageInput.extend({ serviceId: z.uuid(), serverId: z.uuid() })
export type EnvHistoryItemView = Omit<EnvVersionView, "text"> & {
  changes: { added: number; changed: number; removed: number }
}

export type KeyChangeView = {
  key: string
  kind: "added" | "removed" | "changed"
  /** Masked. */
  before: string | null
  after: string | null
  isSecret: boolean
}
export type EnvDiffView = { fromNumber: number | null; toNumber: number; changes: KeyChangeView[]; layoutOnly: boolean }
export const EnvDiffInput = z.strictObject({
  serviceId: z.uuid(),
  serverId: z.uuid(),
  from: z.number().int().min(1).nullable(),
  to: z.number().int().min(1),
})

/**
 * Saves the base and any overrides in one go; each names the revision that it was edited from. What is wrong with the texts comes back as
 * `invalid-env` with details such as `base:12` or `<server id>:3`: the document, and the line in it, 0 for the text as a whole.
 */
export const SaveEnvInput = z.strictObject({
  serviceId: z.uuid(),
  base: z.strictObject({ text: MaskedText, editedFrom: z.number().int().min(0) }).optional(),
  overrides: z
    .array(z.strictObject({ serverId: z.uuid(), text: MaskedText, editedFrom: z.number().int().min(0) }))
    .max(1_000)
    .default([]),
  note: plainText(300).default(""),
})
export type SaveEnvInput = z.infer<typeof SaveEnvInput>
export type EnvSavedView = {
  baseRevision: number
  versions: { serverId: string; serverName: string; versionId: string; number: number }[]
  warnings: { serverId: string | null; line: number | null; message: string }[]
}

/** What is on the server's disk becomes a version, with its owner and mode. */
export const ImportEnvInput = z.strictObject({ serviceId: z.uuid(), serverId: z.uuid() })
export type EnvImportedView = { versionId: string; number: number; keys: number }

/** One value in clear, with the reason; every call is in the audit log. */
export const RevealEnvInput = z.strictObject({
  serviceId: z.uuid(),
  serverId: z.uuid().nullable(),
  key: Key,
  reason: plainText(300).trim().min(3),
})
export type EnvRevealedView = { key: string; value: string }

export const FindKeysInput = z.strictObject({
  /** Part of a key's name. */
  text: plainText(128).trim().min(2),
  limit: z.number().int().min(1).max(50).default(10),
})
/** A key that a service's base or overrides set; its value is not told. */
export type EnvKeyFoundView = { key: string; serviceId: string; serviceName: string }

export const EnvDriftInput = z.strictObject({ serviceId: z.uuid(), serverId: z.uuid() })
export type EnvDriftView = {
  isDrifted: boolean
  observedAt: string | null
  file: {
    state: "present" | "missing" | "unreadable"
    owner: string | null
    group: string | null
    mode: string | null
    mtime: string | null
  } | null
  appliedNumber: number | null
  /** Keys that differ, masked; null when the server is offline and cannot be asked. */
  changes: KeyChangeView[] | null
}
