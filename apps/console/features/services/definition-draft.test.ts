import assert from "node:assert/strict"
import { test } from "node:test"
import { CreateServiceInput } from "@signalbox/domain/services/schema"
import { draftOf, EMPTY_DEFINITION, readDefinition, rowId } from "./definition-draft.ts"
import { ASSERTION_KINDS, CHECK_KINDS } from "./spec-fields.ts"

const definition = CreateServiceInput.parse({
  name: "backend",
  envPath: "/opt/app/.env",
  envOwner: "app",
  envGroup: "app",
  envMode: "0600",
  dialects: ["systemd", "python-dotenv"],
  units: ["app-api.service"],
  checks: [
    { kind: "http", url: "http://127.0.0.1:3001/health" },
    { kind: "redis-ping", urlKey: "REDIS_URL" },
    { kind: "env-assertions" },
  ],
  assertions: [{ kind: "one-of", key: "YT_ACCOUNT_ID", values: ["account_a"] }],
})

test("a definition that is opened and saved again is the same", () => {
  const read = readDefinition(draftOf(definition))
  assert.ok("definition" in read)
  assert.deepEqual(read.definition, definition)
})

test("units are completed to their full name, and the group follows the owner", () => {
  const read = readDefinition({ ...draftOf(definition), envGroup: "", units: [{ id: rowId(), name: "app-api" }] })
  assert.ok("definition" in read)
  assert.deepEqual(read.definition.units, ["app-api.service"])
  assert.equal(read.definition.envGroup, "app")
})

test("a fault inside a check is told at its field", () => {
  const check = { id: rowId(), kind: "http", fields: { url: "not an address", status: 200 } }
  const read = readDefinition({ ...draftOf(definition), checks: [check] })
  assert.ok("faults" in read)
  assert.deepEqual(Object.keys(read.faults), ["checks.0.fields.url"])
})

test("an empty draft is refused at what must be filled", () => {
  const read = readDefinition(EMPTY_DEFINITION)
  assert.ok("faults" in read)
  assert.deepEqual(Object.keys(read.faults).sort(), ["envGroup", "envOwner", "envPath", "name"])
})

const kindsOf = (schema: { options: { shape: { kind: { value: string } } }[] }) =>
  schema.options.map((option) => option.shape.kind.value).sort()

test("the editor offers every kind of check and assertion that there is", () => {
  const { checks, assertions } = CreateServiceInput.shape
  assert.deepEqual(Object.keys(CHECK_KINDS).sort(), kindsOf(checks.element))
  assert.deepEqual(Object.keys(ASSERTION_KINDS).sort(), kindsOf(assertions.element))
})
