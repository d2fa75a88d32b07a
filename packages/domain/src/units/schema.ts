import type { UnitState } from "@signalbox/protocol/observe"
import { z } from "zod"
import type { ServerStatus } from "../status.ts"

export const ListUnitsInput = z.strictObject({ serverId: z.uuid().optional(), serviceId: z.uuid().optional() })
export type UnitRowView = {
  serverId: string
  serverName: string
  serverHue: number
  serverStatus: ServerStatus
  at: string | null
  unit: UnitState
}
