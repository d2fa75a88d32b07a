// One server is told what to become. The command is written with the target's move in one transaction, so that after a crash there is
// either both or neither; sending it is another matter, and may happen any number of times.
import { createHash, randomBytes } from "node:crypto"
import type { Tx } from "@signalbox/prisma/client"
import { canonicalJson } from "@signalbox/protocol/canonical-json"
import { type Change, commandSigningText } from "@signalbox/protocol/change"
import { kindOf } from "../kinds/kind-of.ts"
import type { Sealer } from "../sealing/sealer.ts"
import type { RolloutRow } from "./lock-rollout.ts"
import { StoredDefinition, StoredStrategy } from "./stored.ts"
import { openVersion, type SealedVersion } from "./version-text.ts"

export type SignCommand = (text: string) => Uint8Array
export type WriteCommandContext = { sealer: Sealer; signCommand: SignCommand }

export type CommandTarget = {
  id: string
  serverId: string
  fromVersion: SealedVersion | null
  toVersion: SealedVersion & { number: number; owner: string; group: string; mode: string }
}

export const payloadContext = (commandId: string) => `Command/${commandId}/payload`

/** The rollout's row must be locked. Numbers of one server's commands are gapless: they are taken under a lock of that server. */
export async function writeCommand(
  tx: Tx,
  ctx: WriteCommandContext,
  { rollout, target, at }: { rollout: RolloutRow; target: CommandTarget; at: Date },
) {
  const { ttlMs } = StoredStrategy.parse(rollout.strategy)
  const id = uuidV7(at)
  const payload = canonicalJson(changeFor(ctx.sealer, rollout, target))
  const payloadHash = createHash("sha256").update(payload).digest()
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`command:${target.serverId}`}, 0))`
  const { commandSeq: seq } = await tx.server.update({
    where: { id: target.serverId },
    data: { commandSeq: { increment: 1 } },
    select: { commandSeq: true },
  })
  const named = {
    id,
    serverId: target.serverId,
    seq,
    kind: "change" as const,
    payloadHash: payloadHash.toString("hex"),
  }
  return tx.command.create({
    data: {
      id,
      serverId: target.serverId,
      seq,
      kind: "change",
      targetId: target.id,
      sealedPayload: new Uint8Array(ctx.sealer.seal(payload, payloadContext(id))),
      payloadHash: new Uint8Array(payloadHash),
      signature: new Uint8Array(ctx.signCommand(commandSigningText(named))),
      ttlMs,
      nextAttemptAt: at,
      createdAt: at,
      expiresAt: new Date(at.getTime() + ttlMs),
    },
  })
}

function changeFor(sealer: Sealer, rollout: RolloutRow, { fromVersion, toVersion }: CommandTarget): Change {
  const definition = StoredDefinition.parse(rollout.definition)
  const { settleMs } = StoredStrategy.parse(rollout.strategy)
  const { serviceName, path, dialects, units, checks, assertions, secretKeys, deadlineMs } = definition
  const { number: versionNumber, owner, group, mode } = toVersion
  return kindOf(definition).change({
    ...{ serviceName, path, dialects, units, checks, assertions, secretKeys, deadlineMs },
    ...{ versionNumber, owner, group, mode, settleMs },
    text: openVersion(sealer, toVersion).text,
    baseHash: fromVersion ? openVersion(sealer, fromVersion).hash : null,
    ...(definition.drain && { drain: definition.drain }),
  })
}

/** Version 7 of RFC 9562: sorts by time. */
function uuidV7(at: Date): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(at.getTime(), 0, 6)
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6)
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8)
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}
