import assert from "node:assert/strict"
import { test } from "node:test"
import { secretMask } from "./mask-evidence.ts"

const env = 'SIGNER="-----BEGIN PRIVATE KEY-----\\nMIIEvQCANARY\\n-----END PRIVATE KEY-----"\nYT_ID=CANARY-0123456789\n'
const mask = secretMask([env], ["YT_ID"])

test("F65 evidence holds no line of a secret of several lines, and no beginning of one at the end of a line that was cut", () => {
  for (const text of ["MIIEvQCANARY", "got MIIEvQCANARY", "id CANARY-0123456789", "id CANARY-012"]) {
    assert.doesNotMatch(mask(text), /CANARY/, text)
  }
  assert.equal(mask("id CANAR"), "id CANAR")
})
