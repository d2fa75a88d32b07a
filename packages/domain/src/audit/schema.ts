import { z } from "zod"
import { PageInput } from "../paging.ts"
import { plainText } from "../plain-text.ts"

export const ListAuditInput = PageInput.extend({
  /** This one entry, as a link names it. */
  seq: z.number().int().min(1).max(2_147_483_647).optional(),
  actor: plainText(100).optional(),
  action: plainText(60).optional(),
  objectKind: plainText(40).optional(),
  objectId: plainText(64).optional(),
  serverId: z.uuid().optional(),
  result: z.enum(["done", "refused", "failed"]).optional(),
  text: plainText(100).optional(),
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
})
export type ListAuditInput = z.infer<typeof ListAuditInput>

export type AuditEntryView = {
  seq: number
  at: string
  actor: { kind: string; id: string | null; name: string }
  action: string
  result: "done" | "refused" | "failed"
  object: { kind: string; id: string | null; name: string }
  server: { id: string; name: string } | null
  address: string | null
  reason: string | null
  /** Masked. */
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  hash: string
}

export type AuditVerifyView = {
  isIntact: boolean
  verifiedTo: number
  entries: number
  brokenAt: number | null
  at: string
}
