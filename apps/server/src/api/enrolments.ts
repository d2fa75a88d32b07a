import { createEnrolment } from "@signalbox/domain/servers/create-enrolment"
import { listEnrolments } from "@signalbox/domain/servers/list-enrolments"
import { revokeEnrolment } from "@signalbox/domain/servers/revoke-enrolment"
import { CreateEnrolmentInput, ListEnrolmentsInput, RevokeEnrolmentInput } from "@signalbox/domain/servers/schema"
import { createRouter, procedure } from "./trpc.ts"

export const enrolmentsRouter = createRouter({
  create: procedure.input(CreateEnrolmentInput).mutation(({ ctx, input }) => createEnrolment(ctx, input)),
  list: procedure.input(ListEnrolmentsInput).query(({ ctx, input }) => listEnrolments(ctx, input)),
  revoke: procedure.input(RevokeEnrolmentInput).mutation(({ ctx, input }) => revokeEnrolment(ctx, input)),
})
