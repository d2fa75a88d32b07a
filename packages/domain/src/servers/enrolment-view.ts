import type { Db } from "@signalbox/prisma/client"
import type { EnrolmentState, EnrolmentView, Labels } from "./schema.ts"

type Enrolment = Awaited<ReturnType<Db["enrolment"]["findUniqueOrThrow"]>>

/** An enrolment as people see it. Token and hash never leave. */
export function enrolmentView(row: Enrolment, now: Date): EnrolmentView {
  return {
    id: row.id,
    state: enrolmentState(row, now),
    serverName: row.serverName,
    labels: row.labels as Labels,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    step: row.step,
    stepFailed: row.stepFailed,
    serverId: row.serverId,
  }
}

type Facts = Pick<Enrolment, "serverId" | "revokedAt" | "stepFailed" | "expiresAt" | "step">

/** A failed step stays in sight after the token has expired: it is the reason to make a new one. */
export function enrolmentState(row: Facts, now: Date): EnrolmentState {
  if (row.revokedAt) return "revoked"
  if (row.stepFailed) return "failed"
  if (row.serverId) return "enrolled"
  if (row.expiresAt <= now) return "expired"
  return row.step ? "installing" : "waiting"
}
