// Who this agent is, and which control plane it belongs to. The identity names its key's file, so that a new identity takes over
// in one rename: there is no moment with the key of one server and the id of another.
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto"
import { mkdir, open, readdir, readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import { Base64, ServerId } from "@signalbox/protocol/names"
import { z } from "zod"
import { writeDurably } from "./write-durably.ts"

const IDENTITY_FILE = "identity.json"
const KEY_FILE = /^key-[0-9a-f-]{36}\.pem$/

const IdentityFile = z.strictObject({
  version: z.literal(1),
  url: z.url({ protocol: /^https?$/ }),
  serverId: ServerId,
  serverName: z.string().max(64),
  /** DER (SPKI), base64: the only control plane that this agent listens to. */
  controlPlaneKey: Base64,
  keyFile: z.string().regex(KEY_FILE),
})
export type IdentityFile = z.infer<typeof IdentityFile>

export type Identity = IdentityFile & { sign(text: string): string }

export type AgentKey = {
  keyFile: string
  /** DER (SPKI), base64. */
  publicKey: string
  sign(text: string): string
}

/** The identity of this machine; undefined when it was never enrolled. @throws Error when it is there but cannot be read */
export async function readIdentity(configDir: string): Promise<Identity | undefined> {
  const text = await readFile(join(configDir, IDENTITY_FILE), "utf8").catch(ifThere)
  if (text === undefined) return undefined
  const file = IdentityFile.parse(JSON.parse(text))
  const key = createPrivateKey(await readFile(join(configDir, file.keyFile), "utf8"))
  return { ...file, sign: signer(key) }
}

/** Makes a key that only this machine has. Nothing uses it before `keepIdentity` names it. */
export async function makeAgentKey(configDir: string): Promise<AgentKey> {
  await mkdir(configDir, { recursive: true, mode: 0o700 })
  const { publicKey, privateKey } = generateKeyPairSync("ed25519")
  const keyFile = `key-${randomUUID()}.pem`
  const file = await open(join(configDir, keyFile), "wx", 0o600)
  try {
    await file.writeFile(privateKey.export({ format: "pem", type: "pkcs8" }))
    await file.sync()
  } finally {
    await file.close()
  }
  const der = publicKey.export({ format: "der", type: "spki" }).toString("base64")
  return { keyFile, publicKey: der, sign: signer(privateKey) }
}

/** From now on this machine is that server. Keys of earlier identities are removed. */
export async function keepIdentity(configDir: string, identity: Omit<IdentityFile, "version">): Promise<void> {
  const file: IdentityFile = { version: 1, ...identity }
  await writeDurably(join(configDir, IDENTITY_FILE), `${JSON.stringify(file, null, 2)}\n`, 0o600)
  await removeKeys(configDir, (name) => name !== identity.keyFile)
}

/** Removes a key that came to nothing, such as that of a refused enrolment. */
export async function dropAgentKey(configDir: string, key: Pick<AgentKey, "keyFile">): Promise<void> {
  await removeKeys(configDir, (name) => name === key.keyFile)
}

async function removeKeys(configDir: string, isToGo: (name: string) => boolean): Promise<void> {
  const names = (await readdir(configDir)).filter((name) => KEY_FILE.test(name) && isToGo(name))
  await Promise.all(names.map((name) => rm(join(configDir, name), { force: true })))
}

function signer(key: KeyObject): (text: string) => string {
  return (text) => sign(null, Buffer.from(text), key).toString("base64")
}

function ifThere(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined
  throw error
}
