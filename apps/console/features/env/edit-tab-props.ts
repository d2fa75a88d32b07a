import type { EnvServerView, EnvView } from "@signalbox/domain/env/schema"
import type { ServiceView } from "@signalbox/domain/services/schema"
import type { Editing } from "./use-editing.ts"
import type { Looked } from "./use-env-view.ts"

/** What every part of the edit tab looks at. */
export type EditTabProps = {
  service: ServiceView
  env: EnvView
  server: EnvServerView | undefined
  looked: Looked
  editing: Editing
  mayEdit: boolean
}
