import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto"
import { Command, commandSigningText } from "@signalbox/protocol/change"
import { Problem } from "@signalbox/protocol/problem"

/** The control plane's Ed25519 key from base64 DER (SPKI), as it is handed over at enrolment. */
export function readControlPlaneKey(base64: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(base64, "base64"), format: "der", type: "spki" })
  if (key.asymmetricKeyType !== "ed25519") throw new Problem("control-plane-unknown", "The key is not an Ed25519 key.")
  return key
}

/**
 * The command, if the control plane made it for this server and these are the bytes that it signed.
 * @throws Problem `invalid-input`, `command-unsigned`
 */
export function verifyCommand(input: unknown, expected: { key: KeyObject; serverId: string }): Command {
  const parsed = Command.safeParse(input)
  if (!parsed.success) throw new Problem("invalid-input", "The command is not well formed.")
  const command = parsed.data
  if (command.serverId !== expected.serverId)
    throw new Problem("command-unsigned", "The command is for another server.")
  const hash = createHash("sha256").update(command.payload, "utf8").digest("hex")
  if (hash !== command.payloadHash) throw new Problem("command-unsigned", "The payload is not the one that was signed.")
  const text = Buffer.from(commandSigningText(command), "utf8")
  if (!verify(null, text, expected.key, Buffer.from(command.signature, "base64"))) throw new Problem("command-unsigned")
  return command
}
