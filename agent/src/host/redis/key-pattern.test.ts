import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { keyPatternOf } from "./key-pattern.ts"

const pattern = (key: string) => keyPatternOf(Buffer.from(key, "latin1"))

test("ids, digits, uuids and hashes are collapsed, words stay", () => {
  const cases = {
    "bull:cookie-refresh:42": "bull:cookie-refresh:#",
    "celery-task-meta-0f8fad5b-d9cb-469f-a165-70867728950e": "celery-task-meta-*",
    "session:5f4dcc3b5aa765d61d8327deb882cf99": "session:*",
    "cache/v2/page/10": "cache/v#/page/#",
    "{user}:1001:profile": "{user}:#:profile",
    "login:anna@example.org": "login:*",
    unacked_index: "unacked_index",
    "_kombu.binding.celery.pidbox": "_kombu.binding.celery.pidbox",
    "feature-flags-for-the-new-console": "feature-flags-for-the-new-console",
    "token:eyJhbGciOiJIUzI1NiJ9": "token:*",
    "a b c": "*",
    "\xff\xfe\x00": "*",
    "": "",
  }
  for (const [key, expected] of Object.entries(cases)) assert.equal(pattern(key), expected, key)
})

test("no key makes a pattern that is long, holds a digit or a control character", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => {
      const made = keyPatternOf(Buffer.from(bytes))
      assert.ok(made.length <= 160)
      assert.doesNotMatch(made, /[\d\p{Cc}\uFFFD]/u)
    }),
  )
})
