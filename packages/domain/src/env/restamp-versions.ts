import type { Tx } from "@signalbox/prisma/client"
import type { ServiceRow } from "../services/lock-service.ts"
import { newestVersions } from "./newest-versions.ts"
import { openVersionText } from "./sealed-text.ts"
import { type By, writeVersions } from "./write-version.ts"

/**
 * The owner, group or mode of the service changed: each server's newest text once more, under the new ones. The caller holds the lock
 * of the service.
 */
export async function restampVersions(
  tx: Pick<Tx, "$queryRaw" | "envVersion" | "serviceOnServer">,
  by: By,
  service: ServiceRow,
): Promise<void> {
  const { id: serviceId, envOwner: owner, envGroup: group, envMode: mode } = service
  const rows = await tx.serviceOnServer.findMany({
    where: { serviceId, server: { removedAt: null } },
    select: { serverId: true },
  })
  const newest = await newestVersions(
    tx,
    serviceId,
    rows.map((row) => row.serverId),
  )
  const differing = [...newest.values()].filter(
    (version) => version.owner !== owner || version.group !== group || version.mode !== mode,
  )
  await writeVersions(
    tx,
    by,
    differing.map(({ id, serverId, number, baseRevision, overridesRevision, sealedText }) => ({
      ...{
        kind: service.kind,
        serviceId,
        serverId,
        number: number + 1,
        origin: "save" as const,
        baseRevision,
        overridesRevision,
      },
      ...{ owner, group, mode, text: openVersionText(by.sealer, { id, sealedText }) },
    })),
  )
}
