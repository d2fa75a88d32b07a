import { randomUUID } from "node:crypto"
import type { Tx } from "@signalbox/prisma/client"
import { type EnrolReply, type EnrolRequest, enrolProofText } from "@signalbox/protocol/enrol"
import { Problem } from "@signalbox/protocol/problem"
import { isSignedBy } from "@signalbox/protocol/signature"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { agentActor } from "./agent-actor.ts"
import { hashEnrolmentToken } from "./enrolment-token.ts"
import type { Labels } from "./schema.ts"
import { freeName, serverNameFrom } from "./server-name.ts"

const HUES = 8

/**
 * Turns a token into a server, once. The id is new, so nothing of an earlier server of this machine is inherited.
 * @param address where the request came from
 * @throws Problem `enrolment-invalid`, the same for an unknown, used, expired and revoked token; `invalid-input` for a bad proof
 */
export async function enrolServer(
  ctx: Pick<DomainContext, "db" | "publish">,
  request: EnrolRequest,
  address: string | null,
): Promise<EnrolReply> {
  const tokenHash = hashEnrolmentToken(request.token)
  const publicKey = verifiedKey(request, tokenHash.toString("hex"))
  const made = await ctx.db.$transaction(async (tx) => {
    const enrolment = await consumeToken(tx, tokenHash)
    const server = await createServer(tx, { enrolment, request, publicKey, address })
    await tx.enrolment.update({
      where: { id: enrolment.id },
      data: { serverId: server.id, step: "enrol", stepFailed: null },
    })
    await appendAudit(tx, {
      actor: agentActor(server),
      action: "server.enrol",
      result: "done",
      object: { kind: "server", id: server.id, name: server.name },
      serverId: server.id,
      after: { enrolmentId: enrolment.id, policy: request.policy, labels: enrolment.labels },
    })
    return { server, enrolmentId: enrolment.id }
  })
  ctx.publish({ kind: "enrolment", enrolmentId: made.enrolmentId })
  ctx.publish({ kind: "server", serverId: made.server.id })
  return { serverId: made.server.id, serverName: made.server.name }
}

/** Checked before the token is looked at, so that the answer to a bad proof tells nothing of the token. */
function verifiedKey(request: EnrolRequest, tokenHash: string): Buffer {
  const publicKey = Buffer.from(request.publicKey, "base64")
  const text = enrolProofText({ tokenHash, publicKey: request.publicKey, hostname: request.hostname })
  if (!isSignedBy(publicKey, text, request.proof)) {
    throw new Problem("invalid-input", "The agent did not prove that it holds the key that it named.")
  }
  return publicKey
}

type Consumed = { id: string; serverName: string | null; labels: Labels }

/** One statement decides who gets it: of any number of racers PostgreSQL lets one through. */
async function consumeToken(tx: Tx, tokenHash: Buffer): Promise<Consumed> {
  const rows = await tx.$queryRaw<Consumed[]>`
    UPDATE "Enrolment" SET "usedAt" = now()
    WHERE "tokenHash" = ${new Uint8Array(tokenHash)} AND "usedAt" IS NULL AND "revokedAt" IS NULL AND "expiresAt" > now()
    RETURNING "id", "serverName", "labels"`
  const row = rows[0]
  if (!row) throw new Problem("enrolment-invalid")
  return row
}

type NewServer = { enrolment: Consumed; request: EnrolRequest; publicKey: Buffer; address: string | null }

async function createServer(tx: Tx, { enrolment, request, publicKey, address }: NewServer) {
  // Names and hues are given out one enrolment at a time.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('signalbox-server-names'))`
  const wanted = enrolment.serverName ?? serverNameFrom(request.hostname)
  const taken = await tx.server.findMany({
    where: { name: { startsWith: wanted.slice(0, 50) } },
    select: { name: true },
  })
  const hue = ((await tx.server.count()) % HUES) + 1
  return tx.server.create({
    data: {
      id: randomUUID(),
      name: freeName(wanted, new Set(taken.map((row) => row.name))),
      hue,
      publicKey: new Uint8Array(publicKey),
      address,
      agentVersion: request.agentVersion,
      policy: request.policy,
      labels: { create: Object.entries(enrolment.labels).map(([key, value]) => ({ key, value })) },
    },
  })
}
