import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import type { ControlPlaneKey } from "./control-plane-key.ts"
import { ENROLMENT_TTL_MS, hashEnrolmentToken, makeEnrolmentToken } from "./enrolment-token.ts"
import { enrolmentView } from "./enrolment-view.ts"
import { installLine, uninstallLine } from "./install-line.ts"
import type { CreateEnrolmentInput, EnrolmentCreatedView } from "./schema.ts"

export type CreateEnrolmentCtx = Pick<DomainContext, "db" | "actor" | "clock" | "publish"> & {
  controlPlaneKey: Pick<ControlPlaneKey, "fingerprint">
  /** Where agents reach the control plane, without a final slash. */
  publicUrl: string
  /** SHA-256 (hex) of the installer that is served there. */
  installerDigest: string
}

/** Makes a one-time token and the line that enrols a server with it. Both are shown once. */
export async function createEnrolment(
  ctx: CreateEnrolmentCtx,
  input: CreateEnrolmentInput,
): Promise<EnrolmentCreatedView> {
  const token = makeEnrolmentToken()
  const { fingerprint: keyFingerprint } = ctx.controlPlaneKey
  // Before anything is stored: a policy that no line can carry is refused here.
  const oneLiner = installLine({
    token,
    url: ctx.publicUrl,
    keyFingerprint,
    installerDigest: ctx.installerDigest,
    policy: input.policy,
  })
  const now = ctx.clock.now()
  const row = await ctx.db.$transaction(async (tx) => {
    const made = await tx.enrolment.create({
      data: {
        tokenHash: new Uint8Array(hashEnrolmentToken(token)),
        serverName: input.serverName ?? null,
        labels: input.labels,
        policy: input.policy,
        createdById: ctx.actor.id ?? ctx.actor.kind,
        expiresAt: new Date(now.getTime() + ENROLMENT_TTL_MS),
      },
    })
    await appendAudit(tx, {
      actor: ctx.actor,
      action: "enrolment.create",
      result: "done",
      object: { kind: "enrolment", id: made.id, name: input.serverName ?? "any server" },
      after: { labels: input.labels, policy: input.policy, expiresAt: made.expiresAt.toISOString() },
    })
    return made
  })
  ctx.publish({ kind: "enrolment", enrolmentId: row.id })
  return { ...enrolmentView(row, now), token, oneLiner, uninstallLine: uninstallLine(), keyFingerprint }
}
