import assert from "node:assert/strict"
import { generateKeyPairSync } from "node:crypto"
import { test } from "node:test"
import fc from "fast-check"
import { agreeOnChannel, makeExchangeKey } from "./key-exchange.ts"
import { Problem } from "./problem.ts"

/** Both ends of one channel. */
function openBoth(contexts = { agent: "context", controlPlane: "context" }) {
  const [mine, yours] = [makeExchangeKey(), makeExchangeKey()]
  return {
    agent: agreeOnChannel({
      side: "agent",
      own: mine.privateKey,
      theirs: yours.publicKey,
      context: contexts.agent,
    }),
    controlPlane: agreeOnChannel({
      side: "control-plane",
      own: yours.privateKey,
      theirs: mine.publicKey,
      context: contexts.controlPlane,
    }),
  }
}

const isAltered = (error: unknown) => error instanceof Problem && error.code === "link-altered"

test("what is sealed opens to the same text at the other end, in order, both ways, and shows nothing of itself", () => {
  const { agent, controlPlane } = openBoth()
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      assert.equal(controlPlane.open(agent.seal(text)), text)
      assert.equal(agent.open(controlPlane.seal(text)), text)
    }),
  )
  const [one, two] = [agent.seal("REDIS_PASSWORD=geheim"), agent.seal("REDIS_PASSWORD=geheim")]
  assert.ok(!one.includes("geheim"))
  assert.notDeepEqual(one, two)
})

test("F34 a frame with any bit changed, shortened or lengthened does not open, nor does any after it", () => {
  for (let bit = 0; bit < (16 + 3) * 8; bit += 1) {
    const { agent, controlPlane } = openBoth()
    const frame = agent.seal("abc")
    const altered = Buffer.from(frame)
    altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    assert.throws(() => controlPlane.open(altered), isAltered, `bit ${bit}`)
    assert.throws(() => controlPlane.open(frame), isAltered, "the true one, after a false one")
  }
  for (const cut of [0, 1, 15, 16, 18, 20]) {
    const { agent, controlPlane } = openBoth()
    assert.throws(() => controlPlane.open(Buffer.concat([agent.seal("abc"), Buffer.of(0)]).subarray(0, cut)), isAltered)
  }
})

test("F34 a frame that is repeated, left out, sent back or put before another does not open", () => {
  const repeated = openBoth()
  const once = repeated.agent.seal("a")
  repeated.controlPlane.open(once)
  assert.throws(() => repeated.controlPlane.open(once), isAltered)

  const leftOut = openBoth()
  leftOut.agent.seal("a")
  assert.throws(() => leftOut.controlPlane.open(leftOut.agent.seal("b")), isAltered)

  const sentBack = openBoth()
  assert.throws(() => sentBack.agent.open(sentBack.agent.seal("a")), isAltered)
})

test("F34 a frame of another connection, or of one with another context, does not open", () => {
  assert.throws(() => openBoth().controlPlane.open(openBoth().agent.seal("a")), isAltered)
  const divided = openBoth({ agent: "what one heard", controlPlane: "what the other said" })
  assert.throws(() => divided.controlPlane.open(divided.agent.seal("a")), isAltered)
})

test("F34 what is no frame is refused like one that was altered", () => {
  for (const nothing of [undefined, null, "", "c2VhbGVk", 5, {}, [], [1, 2, 3], Buffer.alloc(0)]) {
    assert.throws(() => openBoth().agent.open(nothing), isAltered, String(nothing))
  }
})

test("a key of another kind, of low order or no key at all is refused", () => {
  const own = makeExchangeKey().privateKey
  const head = Buffer.from(makeExchangeKey().publicKey, "base64").subarray(0, 12)
  const raw = (byte: number) => Buffer.concat([head, Buffer.of(byte), Buffer.alloc(31)]).toString("base64")
  const ed25519 = generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" }).toString("base64")
  for (const theirs of ["", "AAAA", ed25519, raw(0), raw(1)]) {
    const agree = () => agreeOnChannel({ side: "agent", own, theirs, context: "" })
    assert.throws(agree, (error) => error instanceof Problem && error.code === "invalid-input", theirs)
  }
})
