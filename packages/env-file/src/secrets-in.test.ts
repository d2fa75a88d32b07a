import assert from "node:assert/strict"
import { test } from "node:test"
import { secretsIn } from "./secrets-in.ts"

test("F65 a secret of several lines is known by each of them, as a log shows it, and a private key whatever its name", () => {
  const key = "-----BEGIN PRIVATE KEY-----\nMIIEvQcanary1\nMIIEvQcanary2=\n-----END PRIVATE KEY-----"
  const escaped = key.replaceAll("\n", "\\n")
  for (const text of [
    `JWT_SECRET="${key}"\n`,
    `SIGNER='${key}'\n`,
    `SIGNER="${escaped}"\n`,
    `JWT_SECRET=${escaped}\n`,
  ]) {
    const secrets = secretsIn(text)
    for (const line of ["MIIEvQcanary1", "MIIEvQcanary2="]) assert.ok(secrets.has(line), `${text}: ${line}`)
  }
})

test("a secret is known as each program reads it, and as a password inside a URL; nothing else is one", () => {
  const text = 'A=plain\nAPI_KEY="o\\"ne" # mine\nU=redis://:hunter2@h/0\nYT_ID=extra\n'
  const secrets = secretsIn(text, ["YT_*"])
  for (const secret of ['o"ne', "hunter2", "extra"]) assert.ok(secrets.has(secret), secret)
  for (const other of ["plain", "", "redis://:hunter2@h/0"]) assert.ok(!secrets.has(other), other)
})
