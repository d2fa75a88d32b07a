import type { Tx } from "@signalbox/prisma/client"
import type { HostObserved, ObservedFile } from "@signalbox/protocol/observe"
import type { DomainContext } from "../context.ts"
import { observedRecord } from "../env/observed-file.ts"
import { openVersionHash } from "../env/sealed-text.ts"
import type { Sealer } from "../sealing/sealer.ts"

/**
 * Takes the full picture of a server: units, policy, and for each of its services whether the file on disk is the one that was
 * applied. This is the truth that repairs whatever events were lost.
 */
export async function recordObserved(
  ctx: Pick<DomainContext, "db" | "clock" | "publish" | "sealer">,
  serverId: string,
  observed: HostObserved,
): Promise<void> {
  const now = ctx.clock.now()
  await ctx.db.$transaction(async (tx) => {
    await tx.server.update({
      where: { id: serverId },
      data: {
        facts: observed.facts,
        ...(observed.policy && { policy: observed.policy }),
        policyFault: observed.policyFault,
        units: observed.units,
        unitsAt: now,
        lastSeenAt: now,
      },
    })
    const files = new Map(observed.files.map((file) => [file.path, file]))
    for (const standing of await settledServices(tx, serverId)) {
      const file = files.get(standing.service.envPath)
      // A path that the policy does not list is not looked at: nothing is known of it.
      if (!file) continue
      const key = { serviceId: standing.serviceId, serverId }
      await tx.serviceOnServer.update({
        where: { serviceId_serverId: key },
        data: {
          observed: observedRecord(ctx.sealer, key, file),
          observedAt: now,
          isDrifted: standing.appliedVersion !== null && isDrifted(ctx.sealer, standing.appliedVersion, file),
        },
      })
    }
  })
  ctx.publish({ kind: "server", serverId })
}

/** Services that no change is under way on: while one is, the file is rightly neither the old nor the new one. */
function settledServices(tx: Tx, serverId: string) {
  return tx.serviceOnServer.findMany({
    where: {
      serverId,
      service: {
        rollouts: { none: { targets: { some: { serverId, state: { in: ["applying", "verifying"] } } } } },
      },
    },
    select: {
      serviceId: true,
      service: { select: { envPath: true } },
      appliedVersion: { select: { id: true, sealedHash: true, owner: true, group: true, mode: true } },
    },
  })
}

type AppliedVersion = { id: string; sealedHash: Uint8Array; owner: string; group: string; mode: string }

function isDrifted(sealer: Sealer, applied: AppliedVersion, file: ObservedFile): boolean {
  const hash = openVersionHash(sealer, applied)
  // No file was wanted: that none is there is all that can be asked.
  if (hash === null) return file.state !== "missing"
  return (
    file.hash !== hash || file.owner !== applied.owner || file.group !== applied.group || file.mode !== applied.mode
  )
}
