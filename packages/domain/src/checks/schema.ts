import type { CheckResult } from "@signalbox/protocol/check"
import { z } from "zod"

/** Runs a service's checks on one server now. */
export const RunChecksInput = z.strictObject({ serviceId: z.uuid(), serverId: z.uuid() })
export type ChecksRunView = { serverId: string; at: string; results: CheckResult[] }
