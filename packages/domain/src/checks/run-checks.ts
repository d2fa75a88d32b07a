import { CheckSpec } from "@signalbox/protocol/check"
import { Problem } from "@signalbox/protocol/problem"
import { z } from "zod"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { secretMask } from "../rollouts/mask-evidence.ts"
import { openVersion } from "../rollouts/version-text.ts"
import type { ChecksRunView, RunChecksInput } from "./schema.ts"

/**
 * Asks a server a service's questions now, and changes nothing there.
 * @throws Problem `not-found`, `server-revoked`, `server-offline`, `no-answer`, or the problem that the agent answered with
 */
export async function runChecks(
  ctx: Pick<DomainContext, "db" | "sealer" | "clock" | "actor" | "publish" | "agents">,
  { serviceId, serverId }: z.infer<typeof RunChecksInput>,
): Promise<ChecksRunView> {
  const standing = await ctx.db.serviceOnServer.findUnique({
    where: { serviceId_serverId: { serviceId, serverId } },
    include: { service: true, server: true, appliedVersion: true },
  })
  if (!standing || standing.service.removedAt || standing.server.removedAt) {
    throw new Problem("not-found", "This service does not run on such a server.")
  }
  const { service, server, appliedVersion } = standing
  if (server.revokedAt) throw new Problem("server-revoked", `${server.name} is revoked.`)
  const checks = z.array(CheckSpec).parse(service.checks)
  const mask = secretMask(appliedVersion ? [openVersion(ctx.sealer, appliedVersion).text] : [], service.secretKeys)
  const { results } = await ctx.agents
    .request(serverId, "checks.run", { checks, envPath: service.envPath })
    .catch((error: unknown) => {
      // A refusal goes into the audit log, word for word.
      throw error instanceof Problem ? new Problem(error.code, mask(error.message)) : error
    })
  const seq = await ctx.db.$transaction((tx) =>
    appendAudit(tx, {
      actor: ctx.actor,
      action: "check.run",
      result: "done",
      serverId,
      object: { kind: "service", id: service.id, name: service.name },
      after: { checks: results.length, failed: results.filter((result) => result.verdict === "fail").length },
    }),
  )
  ctx.publish({ kind: "audit", seq })
  return {
    serverId,
    at: ctx.clock.now().toISOString(),
    results: results.map((result) => ({ ...result, title: mask(result.title), seen: mask(result.seen) })),
  }
}
