import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { after, before, test } from "node:test"
import { createTestDatabase, type TestDatabase } from "@signalbox/prisma/testing"
import { enrolContext, enrolKeyText } from "@signalbox/protocol/enrol"
import { agreeOnChannel, makeExchangeKey } from "@signalbox/protocol/key-exchange"
import { Problem } from "@signalbox/protocol/problem"
import { isSignedBy } from "@signalbox/protocol/signature"
import { createSealer } from "../sealing/sealer.ts"
import { openControlPlaneKey } from "./control-plane-key.ts"
import { type EnrolmentKey, openEnrolmentKey } from "./enrolment-key.ts"
import { hashEnrolmentToken, makeEnrolmentToken } from "./enrolment-token.ts"
import { reportEnrolStep } from "./report-enrol-step.ts"

let database: TestDatabase
let key: EnrolmentKey
before(async () => {
  database = await createTestDatabase()
  key = await open()
})
after(() => database.close())

const sealer = createSealer(randomBytes(32))
async function open(): Promise<EnrolmentKey> {
  const ctx = { db: database.db, sealer }
  return openEnrolmentKey(ctx, await openControlPlaneKey(ctx))
}

function sealFor({ offer }: EnrolmentKey, request: string) {
  const exchange = makeExchangeKey()
  const agentKey = exchange.publicKey
  const context = enrolContext({ ...offer, agentKey })
  const channel = agreeOnChannel({ side: "agent", own: exchange.privateKey, theirs: offer.enrolmentKey, context })
  return { channel, sealed: { agentKey, sealed: channel.seal(request).toString("base64") } }
}

const isProblem = (code: string) => (error: unknown) => error instanceof Problem && error.code === code

test("the enrolment key is vouched for by the identity of the control plane, and replicas that start together share it", async () => {
  const { controlPlaneKey, enrolmentKey, signature } = key.offer
  assert.ok(isSignedBy(Buffer.from(controlPlaneKey, "base64"), enrolKeyText(enrolmentKey), signature))
  const replicas = await Promise.all([open(), open(), open()])
  for (const replica of replicas) assert.deepEqual(replica.offer, key.offer)
  const { sealed } = sealFor(key, "[1]")
  assert.deepEqual(replicas[0]?.open(sealed).request, [1])
})

test("what is sealed to the enrolment key is read here alone, and its answer by who sealed it", () => {
  const { channel, sealed } = sealFor(key, JSON.stringify({ token: "geheim" }))
  const opened = key.open(sealed)
  assert.deepEqual(opened.request, { token: "geheim" })
  const reply = opened.seal({ serverId: "x" })
  assert.equal(channel.open(Buffer.from(reply.sealed, "base64")), '{"serverId":"x"}')
})

test("F22 a sealed enrolment that was altered, cut or put under another key is refused with what to do", () => {
  const { sealed } = sealFor(key, "{}")
  const other = sealFor(key, "{}").sealed
  const wrong: [string, string, string][] = [
    ["altered", sealed.agentKey, Buffer.from("another text of some length").toString("base64")],
    ["cut", sealed.agentKey, sealed.sealed.slice(0, 8)],
    ["empty", sealed.agentKey, ""],
    ["of another", other.agentKey, sealed.sealed],
  ]
  for (const [name, agentKey, text] of wrong) {
    assert.throws(() => key.open({ agentKey, sealed: text }), isProblem("link-altered"), name)
  }
  assert.throws(() => key.open({ agentKey: "AAAA", sealed: sealed.sealed }), isProblem("invalid-input"))
  assert.throws(() => key.open(sealFor(key, "no JSON").sealed), isProblem("invalid-input"))
})

test("F22 an installer's step finds its enrolment by the digest of the token alone", async () => {
  const token = makeEnrolmentToken()
  const { db } = database
  const { id } = await db.enrolment.create({
    data: {
      tokenHash: new Uint8Array(hashEnrolmentToken(token)),
      labels: {},
      policy: {},
      createdById: "test",
      expiresAt: new Date(),
    },
  })
  const ctx = { db, clock: { now: () => new Date() }, publish: () => {} }
  await reportEnrolStep(ctx, { tokenHash: hashEnrolmentToken("sbe_other").toString("hex"), step: "policy" })
  assert.equal((await db.enrolment.findUniqueOrThrow({ where: { id } })).step, null)
  await reportEnrolStep(ctx, { tokenHash: hashEnrolmentToken(token).toString("hex"), step: "verify", failed: "why" })
  const { step, stepFailed } = await db.enrolment.findUniqueOrThrow({ where: { id } })
  assert.deepEqual([step, stepFailed], ["verify", "why"])
})
