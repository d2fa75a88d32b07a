import { diffEnvVersions } from "@signalbox/domain/env/diff-env"
import { driftEnv } from "@signalbox/domain/env/drift-env"
import { findKeys } from "@signalbox/domain/env/find-keys"
import { getEnv } from "@signalbox/domain/env/get-env"
import { importEnv } from "@signalbox/domain/env/import-env"
import { listEnvHistory } from "@signalbox/domain/env/list-env-history"
import { revealEnv } from "@signalbox/domain/env/reveal-env"
import { saveEnv } from "@signalbox/domain/env/save-env"
import {
  EnvDiffInput,
  EnvDriftInput,
  EnvHistoryInput,
  FindKeysInput,
  GetEnvInput,
  ImportEnvInput,
  RevealEnvInput,
  SaveEnvInput,
} from "@signalbox/domain/env/schema"
import { createRouter, procedure } from "./trpc.ts"

export const envRouter = createRouter({
  get: procedure.input(GetEnvInput).query(({ ctx, input }) => getEnv(ctx, input)),
  findKeys: procedure.input(FindKeysInput).query(({ ctx, input }) => findKeys(ctx, input)),
  history: procedure.input(EnvHistoryInput).query(({ ctx, input }) => listEnvHistory(ctx, input)),
  diff: procedure.input(EnvDiffInput).query(({ ctx, input }) => diffEnvVersions(ctx, input)),
  save: procedure.input(SaveEnvInput).mutation(({ ctx, input }) => saveEnv(ctx, input)),
  import: procedure.input(ImportEnvInput).mutation(({ ctx, input }) => importEnv(ctx, input)),
  reveal: procedure.input(RevealEnvInput).mutation(({ ctx, input }) => revealEnv(ctx, input)),
  drift: procedure.input(EnvDriftInput).query(({ ctx, input }) => driftEnv(ctx, input)),
})
