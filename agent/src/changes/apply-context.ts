import type { EnvFiles } from "../host/files/env-files.ts"
import type { LoadedPolicy } from "../policy.ts"
import type { UndoContext } from "./undo-context.ts"

export type Progress = { state: "applying" | "verifying"; step: string; checksPassed: number; checksTotal: number }

export type ApplyContext = UndoContext & {
  files: EnvFiles
  policy: LoadedPolicy
  ownPaths: readonly string[]
  /** Milliseconds that the guardian waits beyond the change's own deadline. */
  guardianMarginMs: number
  onProgress(progress: Progress): void
}
