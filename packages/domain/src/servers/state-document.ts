import { createHash } from "node:crypto"
import type { ControlPlaneKey } from "./control-plane-key.ts"

/**
 * What is handed to an agent at each connect and wanted back at the next: a copied agent shows an old one. The control plane
 * derives it from the one before by a signature, which nobody else can make and which needs no room in the database until
 * the agent has shown that it keeps it.
 */
export type StateDocument = { epoch: number; stateHash: string | null }

export function nextStateDocument(
  key: Pick<ControlPlaneKey, "sign">,
  serverId: string,
  current: StateDocument,
): { epoch: number; stateHash: string } {
  const epoch = current.epoch + 1
  const text = ["signalbox-state-v1", serverId, epoch, current.stateHash ?? "-"].join("\n")
  return { epoch, stateHash: createHash("sha256").update(key.sign(text)).digest("hex") }
}

export type StateVerdict = "current" | "unconfirmed" | "stale"

/**
 * `unconfirmed`: the agent has the document that was handed over last, though the link broke before it said anything with it.
 * `stale`: it has an older one, or one that was never handed out; somebody runs a copy of an identity.
 */
export function judgeState(shown: StateDocument, confirmed: StateDocument, next: StateDocument): StateVerdict {
  if (isSame(shown, confirmed)) return "current"
  return isSame(shown, next) ? "unconfirmed" : "stale"
}

function isSame(a: StateDocument, b: StateDocument): boolean {
  return a.epoch === b.epoch && a.stateHash === b.stateHash
}
