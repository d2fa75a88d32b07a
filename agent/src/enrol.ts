import { createHash } from "node:crypto"
import { hostname } from "node:os"
import { EnrolReply, type EnrolRequest, enrolProofText } from "@signalbox/protocol/hello"
import type { HostPolicy } from "@signalbox/protocol/policy"
import { Problem } from "@signalbox/protocol/problem"
import { ProblemViewSchema } from "@signalbox/protocol/problem-schema"
import { z } from "zod"
import { AGENT_VERSION } from "./agent-version.ts"
import { type AgentKey, dropAgentKey, keepIdentity, makeAgentKey, readIdentity } from "./identity.ts"

const TIMEOUT_MS = 30_000

export type EnrolInput = {
  url: string
  /** SHA-256 (hex) of the control plane's public key, as the install line carries it. */
  keyFingerprint: string
  token: string
  policy: HostPolicy
  configDir: string
}

export type Enrolled = { serverName: string; isNew: boolean }

/**
 * Makes this machine a server of that control plane. With a token that this machine itself used before, nothing changes.
 * @throws Problem of the control plane; `control-plane-unknown` when its key is not the one of the line; `no-answer`
 */
export async function enrol(input: EnrolInput): Promise<Enrolled> {
  const before = await readIdentity(input.configDir)
  const key = await makeAgentKey(input.configDir)
  try {
    const reply = await requestEnrolment(input, key)
    if (fingerprint(reply.controlPlaneKey) !== input.keyFingerprint) throw new Problem("control-plane-unknown")
    await keepIdentity(input.configDir, { url: input.url, keyFile: key.keyFile, ...reply })
    return { serverName: reply.serverName, isNew: true }
  } catch (error) {
    await dropAgentKey(input.configDir, key)
    const isUsedToken = error instanceof Problem && error.code === "enrolment-invalid"
    // The same line pasted twice: its token is used, and this machine is what it was used for.
    if (isUsedToken && before && fingerprint(before.controlPlaneKey) === input.keyFingerprint) {
      return { serverName: before.serverName, isNew: false }
    }
    throw error
  }
}

/** The shape in which the control plane's HTTP says what was wrong. */
const Refusal = z.object({ error: z.object({ data: z.object({ problem: ProblemViewSchema }) }) })

async function requestEnrolment(input: EnrolInput, key: AgentKey): Promise<EnrolReply> {
  const tokenHash = createHash("sha256").update(input.token).digest("hex")
  const claim = { publicKey: key.publicKey, hostname: hostname() }
  const request: EnrolRequest = {
    token: input.token,
    ...claim,
    proof: key.sign(enrolProofText({ tokenHash, ...claim })),
    policy: input.policy,
    agentVersion: AGENT_VERSION,
  }
  const response = await post(`${input.url}/agent/enrol`, request)
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok) return EnrolReply.parse(body)
  const refusal = Refusal.safeParse(body)
  if (!refusal.success) throw new Problem("no-answer", `${input.url} answered with ${response.status}.`)
  const { code, message } = refusal.data.error.data.problem
  throw new Problem(code, message)
}

async function post(url: string, value: unknown): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(value),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch (cause) {
    throw new Problem("no-answer", `${new URL(url).origin} cannot be reached.`, { cause })
  }
}

function fingerprint(publicKey: string): string {
  return createHash("sha256").update(Buffer.from(publicKey, "base64")).digest("hex")
}
