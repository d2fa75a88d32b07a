import assert from "node:assert/strict"
import { test } from "node:test"
import { LINE_CHARS_MAX } from "@signalbox/protocol/limits"
import { maskLine } from "./mask-line.ts"
import { secretValues } from "./secret-values.ts"

const env =
  "JWT_KEY='-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANCANARY\n-----END PRIVATE KEY-----'\nAPI_TOKEN=CANARY-0123456789\n"
const secrets = secretValues([env])

test("F65 a program that prints a secret of several lines prints it line by line, and none of them leaves the server", () => {
  for (const line of ["MIIEvQIBADANCANARY", "  bad key: MIIEvQIBADANCANARY"]) {
    assert.doesNotMatch(maskLine(line, secrets), /CANARY/)
  }
  assert.equal(maskLine("Listening on port 3001", secrets), "Listening on port 3001")
})

test("F65 a line that was cut within a secret does not end with its beginning", () => {
  const line = `${"x".repeat(LINE_CHARS_MAX - 12)}CANARY-0123456789`.slice(0, LINE_CHARS_MAX)
  assert.match(line, /CANARY-01234$/)
  assert.doesNotMatch(maskLine(line, secrets), /CANARY/)
})
