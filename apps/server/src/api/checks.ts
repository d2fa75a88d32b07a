import { runChecks } from "@signalbox/domain/checks/run-checks"
import { RunChecksInput } from "@signalbox/domain/checks/schema"
import { createRouter, procedureOn } from "./trpc.ts"

export const checksRouter = createRouter({
  run: procedureOn("service")
    .input(RunChecksInput)
    .mutation(({ ctx, input }) => runChecks(ctx, input)),
})
