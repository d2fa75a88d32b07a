import { createHash } from "node:crypto"
import { hostname } from "node:os"
import {
  EnrolKey,
  EnrolReply,
  type EnrolRequest,
  enrolContext,
  enrolKeyText,
  enrolProofText,
  SealedEnrolReply,
  type SealedEnrolRequest,
} from "@signalbox/protocol/enrol"
import { agreeOnChannel, makeExchangeKey } from "@signalbox/protocol/key-exchange"
import type { HostPolicy } from "@signalbox/protocol/policy"
import { Problem } from "@signalbox/protocol/problem"
import { ProblemViewSchema } from "@signalbox/protocol/problem-schema"
import { isSignedBy, keyFingerprint } from "@signalbox/protocol/signature"
import { z } from "zod"
import { AGENT_VERSION } from "./agent-version.ts"
import { type AgentKey, dropAgentKey, keepIdentity, makeAgentKey, readIdentity } from "./identity.ts"
import { plainWords } from "./link/plain-words.ts"

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
 * Makes this machine a server of that control plane. With a token that this machine itself used before, nothing changes. The token is
 * sealed to the control plane that holds the key of the line: whoever else answers at its address gets nothing.
 * @throws Problem of the control plane; `control-plane-unknown` when its key is not the one of the line; `link-altered`, `no-answer`
 */
export async function enrol(input: EnrolInput): Promise<Enrolled> {
  const before = await readIdentity(input.configDir)
  const key = await makeAgentKey(input.configDir)
  try {
    const offer = await fetchEnrolKey(input)
    const reply = await requestEnrolment(input, key, offer)
    const { controlPlaneKey } = offer
    await keepIdentity(input.configDir, { url: input.url, keyFile: key.keyFile, controlPlaneKey, ...reply })
    return { serverName: reply.serverName, isNew: true }
  } catch (error) {
    await dropAgentKey(input.configDir, key)
    const isUsedToken = error instanceof Problem && error.code === "enrolment-invalid"
    // The same line pasted twice: its token is used, and this machine is what it was used for.
    if (isUsedToken && before && isKeyOfLine(before.controlPlaneKey, input)) {
      return { serverName: before.serverName, isNew: false }
    }
    throw error
  }
}

function isKeyOfLine(controlPlaneKey: string, { keyFingerprint: expected }: EnrolInput): boolean {
  return keyFingerprint(Buffer.from(controlPlaneKey, "base64")) === expected
}

async function fetchEnrolKey(input: EnrolInput): Promise<EnrolKey> {
  const offer = EnrolKey.safeParse(await ask(`${input.url}/agent/enrol-key`))
  if (!offer.success) throw new Problem("control-plane-unknown")
  const { controlPlaneKey, enrolmentKey, signature } = offer.data
  const isVouchedFor = isSignedBy(Buffer.from(controlPlaneKey, "base64"), enrolKeyText(enrolmentKey), signature)
  if (!isKeyOfLine(controlPlaneKey, input) || !isVouchedFor) throw new Problem("control-plane-unknown")
  return offer.data
}

async function requestEnrolment(input: EnrolInput, key: AgentKey, offer: EnrolKey): Promise<EnrolReply> {
  const exchange = makeExchangeKey()
  const agentKey = exchange.publicKey
  const channel = agreeOnChannel({
    side: "agent",
    own: exchange.privateKey,
    theirs: offer.enrolmentKey,
    context: enrolContext({ ...offer, agentKey }),
  })
  const request = JSON.stringify(enrolRequest(input, key))
  const sealed: SealedEnrolRequest = { agentKey, sealed: channel.seal(request).toString("base64") }
  const reply = SealedEnrolReply.safeParse(await ask(`${input.url}/agent/enrol`, sealed))
  if (!reply.success) throw new Problem("link-altered", "The answer to the enrolment is not sealed.")
  return EnrolReply.parse(JSON.parse(channel.open(Buffer.from(reply.data.sealed, "base64"))))
}

function enrolRequest(input: EnrolInput, key: AgentKey): EnrolRequest {
  const tokenHash = createHash("sha256").update(input.token).digest("hex")
  const claim = { publicKey: key.publicKey, hostname: hostname() }
  return {
    token: input.token,
    ...claim,
    proof: key.sign(enrolProofText({ tokenHash, ...claim })),
    policy: input.policy,
    agentVersion: AGENT_VERSION,
  }
}

/** The shape in which the control plane's HTTP says what was wrong. */
const Refusal = z.object({ error: z.object({ data: z.object({ problem: ProblemViewSchema }) }) })

/** GET without a body, POST with one. @throws Problem that the control plane answered with, `no-answer` */
async function ask(url: string, body?: unknown): Promise<unknown> {
  const response = await send(url, body)
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return answer
  const refusal = Refusal.safeParse(answer)
  if (!refusal.success) throw new Problem("no-answer", `${new URL(url).origin} answered with ${response.status}.`)
  const { code, message } = refusal.data.error.data.problem
  // In clear, so it may be anybody's; the installer shows it on a root's terminal.
  throw new Problem(code, plainWords(message))
}

async function send(url: string, body: unknown): Promise<Response> {
  const request = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }
  try {
    return await fetch(url, {
      ...request,
      headers: { "content-type": "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch (cause) {
    throw new Problem("no-answer", `${new URL(url).origin} cannot be reached.`, { cause })
  }
}
