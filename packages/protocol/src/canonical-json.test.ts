import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { canonicalJson } from "./canonical-json.ts"

test("equal values give equal text, whatever the order of their keys", () => {
  assert.equal(canonicalJson({ b: 1, a: [true, null, { d: "ü", c: undefined }] }), '{"a":[true,null,{"d":"ü"}],"b":1}')
  assert.equal(canonicalJson({ a: 1, b: 2 }), canonicalJson({ b: 2, a: 1 }))
})

test("the text is JSON of the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.equal(canonicalJson(JSON.parse(canonicalJson(value))), canonicalJson(value))
      assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)))
    }),
  )
})

test("what JSON cannot hold is an error, never a silent null", () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1]) assert.throws(() => canonicalJson({ value }))
})
