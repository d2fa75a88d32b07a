import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { test } from "node:test"
import { Problem } from "@signalbox/protocol/problem"
import fc from "fast-check"
import { createSealer } from "./sealer.ts"

const sealer = createSealer(randomBytes(32))
const here = "EnvVersion/1/text"
const isUnreadable = (error: unknown) => error instanceof Problem && error.code === "sealed-unreadable"

test("what was sealed opens to the same bytes in the same place, and shows nothing of itself", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (plain, context) => {
      assert.deepEqual(Buffer.from(sealer.open(sealer.seal(plain, context), context)), Buffer.from(plain))
    }),
  )
  const sealed = sealer.seal("REDIS_PASSWORD=geheim", here)
  assert.ok(!Buffer.from(sealed).includes("geheim"))
  assert.notDeepEqual(sealed, sealer.seal("REDIS_PASSWORD=geheim", here))
})

test("F71: a value moved to another row, truncated, lengthened or altered in any byte does not open", () => {
  const sealed = sealer.seal("A=1\n", here)
  assert.throws(() => sealer.open(sealed, "EnvVersion/2/text"), isUnreadable)
  assert.throws(() => sealer.open(sealed, "EnvDocument/1/text"), isUnreadable)
  for (let length = 0; length < sealed.length; length++) {
    assert.throws(() => sealer.open(sealed.subarray(0, length), here), isUnreadable)
  }
  assert.throws(() => sealer.open(new Uint8Array([...sealed, 0]), here), isUnreadable)
  for (let at = 0; at < sealed.length; at++) {
    const altered = sealed.map((byte, index) => (index === at ? byte ^ 1 : byte))
    assert.throws(() => sealer.open(altered, here), isUnreadable, `byte ${at}`)
  }
})

test("F71: plain text in the place of a sealed value is an error, never passed through", () => {
  for (const plain of ["", "A=1\n", "A=1\n".repeat(100)]) {
    assert.throws(() => sealer.open(Buffer.from(plain), here), isUnreadable)
    assert.throws(() => sealer.open(Buffer.concat([Buffer.of(1), Buffer.from(plain)]), here), isUnreadable)
  }
})

test("F71: parts of two values of the same place do not make a third", () => {
  const [one, two] = [sealer.seal("A=1\n", here), sealer.seal("A=2\n", here)]
  assert.throws(() => sealer.open(new Uint8Array([...one.subarray(0, 69), ...two.subarray(69)]), here), isUnreadable)
})

test("another root key opens nothing, and the error tells neither key nor value", () => {
  const sealed = createSealer(randomBytes(32)).seal("PASSWORD=geheim", here)
  assert.throws(
    () => sealer.open(sealed, here),
    (error) => isUnreadable(error) && !JSON.stringify((error as Problem).toView()).includes("geheim"),
  )
  assert.throws(() => createSealer(randomBytes(31)), RangeError)
})

test("a keyed hash is equal for equal text, and only within its context and under its key", () => {
  assert.deepEqual(sealer.mac("a", "ctx"), sealer.mac("a", "ctx"))
  assert.notDeepEqual(sealer.mac("a", "ctx"), sealer.mac("b", "ctx"))
  assert.notDeepEqual(sealer.mac("a", "ctx"), sealer.mac("a", "other"))
  assert.notDeepEqual(sealer.mac("xa", "ct"), sealer.mac("a", "ctx"))
  assert.notDeepEqual(sealer.mac("a", "ctx"), createSealer(randomBytes(32)).mac("a", "ctx"))
})
