/**
 * What open pages are told: that something changed, not what it is now. A page refetches what it shows, so a lost event costs
 * a moment and never the truth; the stream opens with `resync`.
 */
export type LiveEvent =
  | { kind: "resync" }
  | { kind: "server"; serverId: string }
  | {
      kind: "vitals"
      serverId: string
      vitals: { at: number; cpu: number; memory: number; memoryUsedBytes: number; disk: number; load1: number }
    }
  | { kind: "enrolment"; enrolmentId: string }
  | { kind: "service"; serviceId: string }
  | { kind: "env"; serviceId: string }
  | { kind: "rollout"; rolloutId: string; serviceId: string }
  | { kind: "conversion"; conversionId: string }
  /** As a server sees them; null when a person named one, or took a name back. */
  | { kind: "redis"; serverId: string | null }
  | { kind: "audit"; seq: number }
  | { kind: "access" }
  | { kind: "heartbeat"; at: string }
