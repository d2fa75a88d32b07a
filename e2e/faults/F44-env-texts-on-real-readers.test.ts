import assert from "node:assert/strict"
import { test } from "node:test"
import { whyHostsCannotRun } from "../hosts/packages.ts"
import { faultF44 } from "./F44-env-texts-on-real-readers.ts"

test("F44 a unit of a real systemd reads each text as modelled, and broken texts are refused", {
  skip: whyHostsCannotRun() ?? false,
}, async () => {
  const rows = await faultF44({ runs: 1, progress: (line) => process.stdout.write(`${line}\n`) })
  assert.deepEqual(
    rows.filter((row) => !row.pass),
    [],
  )
})
