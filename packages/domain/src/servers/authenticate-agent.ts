import { type HelloProve, type HelloSaid, helloAgentText } from "@signalbox/protocol/hello"
import { Problem } from "@signalbox/protocol/problem"
import { isSignedBy } from "@signalbox/protocol/signature"
import type { DomainContext } from "../context.ts"
import type { ControlPlaneKey } from "./control-plane-key.ts"
import { lockServer } from "./lock-server.ts"
import { confirmState } from "./record-hello.ts"
import { judgeState, nextStateDocument } from "./state-document.ts"

export type AuthenticateAgentCtx = Pick<DomainContext, "db" | "publish"> & { controlPlaneKey: ControlPlaneKey }

export type AuthenticatedAgent = {
  serverId: string
  serverName: string
  /** To be handed over in the welcome. */
  next: { epoch: number; stateHash: string }
}

/**
 * Decides whether the other end of a connection is the agent of a server. What it shows is judged only after its signature held,
 * so that a stranger learns nothing and can lock nobody.
 * @param hello what was said in clear on this connection, with a nonce that was not used before
 * @throws Problem `agent-unknown`, `agent-revoked`, `agent-locked`
 */
export async function authenticateAgent(
  ctx: AuthenticateAgentCtx,
  hello: Pick<HelloSaid, "begin" | "challenge">,
  proof: HelloProve,
): Promise<AuthenticatedAgent> {
  const server = await ctx.db.server.findUnique({ where: { id: hello.begin.serverId } })
  const text = helloAgentText({ ...hello, controlPlaneKey: ctx.controlPlaneKey.fingerprint }, proof)
  if (!server || !isSignedBy(server.publicKey, text, proof.signature)) throw new Problem("agent-unknown")
  if (server.revokedAt || server.removedAt) throw new Problem("agent-revoked")
  if (server.lockedReason) throw new Problem("agent-locked", server.lockedReason)

  const confirmed = {
    epoch: server.epoch,
    stateHash: server.stateHash && Buffer.from(server.stateHash).toString("hex"),
  }
  const handedOver = nextStateDocument(ctx.controlPlaneKey, server.id, confirmed)
  const verdict = judgeState(proof, confirmed, handedOver)
  if (verdict === "stale") {
    const reason = `An agent showed state ${proof.epoch} where ${confirmed.epoch} was due: a copy of its identity is in use.`
    await lockServer(ctx, server.id, reason)
    throw new Problem("agent-locked", reason)
  }
  // What it shows was kept, so it is what counts from now on; else the one handed over now would be two steps ahead.
  if (verdict === "unconfirmed") await confirmState(ctx, server.id, handedOver)
  return {
    serverId: server.id,
    serverName: server.name,
    next: verdict === "current" ? handedOver : nextStateDocument(ctx.controlPlaneKey, server.id, handedOver),
  }
}
