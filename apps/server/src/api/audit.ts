import { listAudit } from "@signalbox/domain/audit/list-audit"
import { recentAuditVerification } from "@signalbox/domain/audit/recent-verification"
import { ListAuditInput } from "@signalbox/domain/audit/schema"
import { createRouter, procedure } from "./trpc.ts"

export const auditRouter = createRouter({
  list: procedure.input(ListAuditInput).query(({ ctx, input }) => listAudit(ctx, input)),
  verify: procedure.query(({ ctx }) => recentAuditVerification(ctx)),
})
