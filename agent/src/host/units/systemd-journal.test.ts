import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { Readable } from "node:stream"
import { test } from "node:test"
import { collectLines } from "./systemd-journal.ts"

const entry = (text: string) => `${JSON.stringify({ MESSAGE: text, _SYSTEMD_UNIT: "web.service" })}\n`

test("F62 reading stops at the limit, and a line that is refused is read and not kept", async () => {
  let isEnough = false
  const seen: string[] = []
  const keep = ({ text }: { text: string }) => {
    seen.push(text)
    return text === "two"
  }
  const stream = Readable.from(["one", "two", "three", "four"].map(entry))
  const lines = await collectLines(stream, { linesMax: 3, keep }, () => {
    isEnough = true
  })
  assert.deepEqual(
    lines.map(({ text }) => text),
    ["two"],
  )
  assert.deepEqual([seen, isEnough], [["one", "two", "three"], true])
})

test("F62 a flood of long lines is looked through in the memory that the agent has", () => {
  const program = `
    import { Readable } from "node:stream"
    import { collectLines } from ${JSON.stringify(import.meta.resolve("./systemd-journal.ts"))}
    const line = JSON.stringify({ MESSAGE: "x".repeat(3_900), _SYSTEMD_UNIT: "web.service" }) + "\\n"
    function* flood() { for (let count = 0; count < 20_000; count++) yield line }
    let read = 0
    await collectLines(Readable.from(flood()), { linesMax: 20_000, keep: () => (read++, false) }, () => {})
    process.stdout.write(String(read))`
  // As signalbox-agent.sh starts it.
  const limits = ["--max-semi-space-size=1", "--max-old-space-size=64", "--optimize-for-size"]
  const { stdout } = spawnSync(process.execPath, [...limits, "--input-type=module", "-e", program], {
    encoding: "utf8",
  })
  assert.equal(stdout, "20000")
})
