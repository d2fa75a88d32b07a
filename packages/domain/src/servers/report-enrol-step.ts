import type { EnrolStep } from "@signalbox/protocol/enrol"
import type { DomainContext } from "../context.ts"

/** An installer may still report for so long after its token was made: the last steps come after the token was used. */
const REPORT_WINDOW_MS = 60 * 60_000

/** Remembers what an installer is at. Says nothing of whether the token is one of ours: strangers would learn from it. */
export async function reportEnrolStep(
  ctx: Pick<DomainContext, "db" | "clock" | "publish">,
  report: EnrolStep,
): Promise<void> {
  const now = ctx.clock.now()
  const rows = await ctx.db.enrolment.updateManyAndReturn({
    where: {
      tokenHash: new Uint8Array(Buffer.from(report.tokenHash, "hex")),
      revokedAt: null,
      createdAt: { gt: new Date(now.getTime() - REPORT_WINDOW_MS) },
    },
    data: { step: report.step, stepFailed: report.failed ?? null, stepAt: now },
    select: { id: true },
  })
  for (const row of rows) ctx.publish({ kind: "enrolment", enrolmentId: row.id })
}
