import assert from "node:assert/strict"
import { test } from "node:test"
import { findingsOf, placedFaults, shownReadings } from "./findings.ts"

const MASK = "••••••••••••"
const find = (text: string, original = text, deniedKeys: string[] = []) =>
  findingsOf({ text, original, secretKeys: [], dialects: ["systemd", "python-dotenv"] }, deniedKeys)

test("masks that stand where they stood are no fault", () => {
  const text = `# top\nDB_PASSWORD=${MASK}\nURL=redis://:••••@203.0.113.5:6379/0\n`
  assert.deepEqual(find(`${text}NEW=1\n`, text).faults, [])
})

test("a half-overwritten mask and one that stands for nothing are faults at their lines", () => {
  const faults = find(`DB_PASSWORD=••••••x\nAPI_TOKEN=${MASK}\n`, `DB_PASSWORD=${MASK}\n`).faults
  assert.deepEqual(faults.map(({ line }) => line).sort(), [1, 2])
})

test("a key that the host policy refuses is a fault before anybody saves", () => {
  assert.equal(find("LD_PRELOAD=x\n", "", ["LD_*"]).faults[0]?.line, 1)
})

test("each program's reading is shown with the part that differs, and a secret as dots", () => {
  const [found] = find("FORMAT=best # cap\n").disagreements
  assert.ok(found)
  assert.deepEqual(shownReadings(found, []), [
    { dialect: "systemd", same: "best", differs: " # cap" },
    { dialect: "python-dotenv", same: "best", differs: "" },
  ])
  const [secret] = find("API_TOKEN=canary # cap\n").disagreements
  assert.ok(secret && !JSON.stringify(shownReadings(secret, [])).includes("canary"))
})

test("what the server found is placed at its document and line", () => {
  const id = "8a7d3b1e-0000-4000-8000-000000000001"
  const placed = placedFaults({ "base:12": "One.", [`${id}:0`]: "Two.", odd: "Three." })
  assert.deepEqual(placed.get("base"), [{ line: 12, message: "One." }])
  assert.deepEqual(placed.get(id), [{ line: 0, message: "Two." }])
})
