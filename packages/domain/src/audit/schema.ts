import { z } from "zod"
import { PageInput } from "../paging.ts"

export const ListAuditInput = PageInput.extend({
  actor: z.string().max(100).optional(),
  action: z.string().max(60).optional(),
  objectKind: z.string().max(40).optional(),
  objectId: z.string().max(64).optional(),
  serverId: z.uuid().optional(),
  result: z.enum(["done", "refused", "failed"]).optional(),
  text: z.string().max(100).optional(),
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
