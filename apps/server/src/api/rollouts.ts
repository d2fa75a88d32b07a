import { abortRollout } from "@signalbox/domain/rollouts/abort-rollout"
import { followRollout } from "@signalbox/domain/rollouts/follow-rollout"
import { getEvidence } from "@signalbox/domain/rollouts/get-evidence"
import { getRollout } from "@signalbox/domain/rollouts/get-rollout"
import { listRollouts } from "@signalbox/domain/rollouts/list-rollouts"
import { pauseRollout } from "@signalbox/domain/rollouts/pause-rollout"
import { planRollout } from "@signalbox/domain/rollouts/plan-rollout"
import { resumeRollout } from "@signalbox/domain/rollouts/resume-rollout"
import { retryFailed } from "@signalbox/domain/rollouts/retry-failed"
import { rollbackRollout } from "@signalbox/domain/rollouts/rollback-rollout"
import {
  EvidenceInput,
  ListRolloutsInput,
  PlanRolloutInput,
  RollbackInput,
  RolloutIdInput,
  StartRolloutInput,
} from "@signalbox/domain/rollouts/schema"
import { startRollout } from "@signalbox/domain/rollouts/start-rollout"
import { createRouter, procedure, procedureOn } from "./trpc.ts"

const onRollout = procedureOn("rollout")

export const rolloutsRouter = createRouter({
  plan: procedureOn("service")
    .input(PlanRolloutInput)
    .query(({ ctx, input }) => planRollout(ctx, input)),
  start: procedureOn("service")
    .input(StartRolloutInput)
    .mutation(({ ctx, input }) => startRollout(ctx, input)),
  get: onRollout.input(RolloutIdInput).query(({ ctx, input }) => getRollout(ctx, input)),
  list: procedure.input(ListRolloutsInput).query(({ ctx, input }) => listRollouts(ctx, input)),
  pause: onRollout.input(RolloutIdInput).mutation(async ({ ctx, input }) => {
    await pauseRollout(ctx, input)
    return getRollout(ctx, input)
  }),
  resume: onRollout.input(RolloutIdInput).mutation(async ({ ctx, input }) => {
    await resumeRollout(ctx, input)
    return getRollout(ctx, input)
  }),
  abort: onRollout.input(RolloutIdInput).mutation(async ({ ctx, input }) => {
    await abortRollout(ctx, input)
    return getRollout(ctx, input)
  }),
  retryFailed: onRollout.input(RolloutIdInput).mutation(async ({ ctx, input }) => {
    await retryFailed(ctx, input)
    return getRollout(ctx, input)
  }),
  rollback: onRollout.input(RollbackInput).mutation(({ ctx, input }) => rollbackRollout(ctx, input)),
  evidence: onRollout.input(EvidenceInput).query(({ ctx, input }) => getEvidence(ctx, input)),
  follow: onRollout.input(RolloutIdInput).subscription(async function* ({ ctx, input, signal }) {
    yield* followRollout(ctx, input, signal ?? new AbortController().signal)
  }),
})
