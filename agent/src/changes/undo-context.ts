import type { Clock } from "../host/clock.ts"
import type { Supervisor } from "../host/units/supervisor.ts"
import type { Ledger } from "./ledger.ts"
import type { RestoreFiles } from "./restore-file.ts"

export type UndoContext = {
  ledger: Ledger
  files: RestoreFiles
  supervisor: Supervisor
  clock: Clock
}
