import assert from "node:assert/strict"
import * as nodeFileSystem from "node:fs"
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type TestContext, test } from "node:test"
import { crc32c } from "./frame.ts"
import { JOURNAL_BYTES, openJournal, readJournal } from "./journal.ts"

function journalPath(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-journal-"))
  t.after(() => rmSync(folder, { recursive: true }))
  return join(folder, "journal")
}

test("CRC-32C is the Castagnoli polynomial", () => {
  assert.equal(crc32c(Buffer.from("123456789")), 0xe3069283)
})

test("what was appended is read again, in order, with the same head", (t) => {
  const path = journalPath(t)
  const { journal } = openJournal(path, nodeFileSystem)
  journal.append({ n: 1 })
  journal.append({ n: 2 })
  const head = journal.head()
  journal.close()
  const again = openJournal(path, nodeFileSystem)
  assert.deepEqual(again.values, [{ n: 1 }, { n: 2 }])
  assert.equal(again.journal.head(), head)
  again.journal.close()
  assert.equal(statSync(path).size, JOURNAL_BYTES, "its room is taken from the beginning")
})

test("F04 a frame that was cut anywhere is dropped, the frames before it stay, and the next one is read", (t) => {
  const path = journalPath(t)
  const { journal } = openJournal(path, nodeFileSystem)
  journal.append({ n: 1 })
  const from = JOURNAL_BYTES - journal.bytesFree()
  journal.append({ n: 2, text: "x".repeat(50) })
  const to = JOURNAL_BYTES - journal.bytesFree()
  journal.close()
  const whole = readFileSync(path)
  for (let cut = from; cut < to; cut += 1) {
    const torn = Buffer.from(whole)
    torn.fill(0, cut)
    writeFileSync(path, torn)
    const opened = openJournal(path, nodeFileSystem)
    assert.deepEqual(opened.values, [{ n: 1 }], `cut at ${cut}`)
    opened.journal.append({ n: 3 })
    opened.journal.close()
    assert.deepEqual(readJournal(path, nodeFileSystem), [{ n: 1 }, { n: 3 }])
  }
})

test("a journal that was altered in the middle is refused, not cut", (t) => {
  const path = journalPath(t)
  const { journal } = openJournal(path, nodeFileSystem)
  for (let n = 0; n < 5; n += 1) journal.append({ n })
  journal.close()
  const altered = readFileSync(path)
  altered[60] = (altered[60] ?? 0) ^ 1
  writeFileSync(path, altered)
  assert.throws(() => openJournal(path, nodeFileSystem), { code: "agent-state-damaged" })
})

test("a full journal refuses and keeps what it has; compacting makes room and goes on with the chain", (t) => {
  const path = journalPath(t)
  const { journal } = openJournal(path, nodeFileSystem)
  const big = { text: "x".repeat(300_000) }
  for (let n = 0; n < 3; n += 1) journal.append(big)
  assert.throws(() => journal.append(big), { code: "agent-state-full" })
  const head = journal.head()
  journal.compact({ kept: true })
  assert.notEqual(journal.head(), head)
  journal.append({ n: 4 })
  journal.close()
  assert.deepEqual(readJournal(path, nodeFileSystem), [{ kept: true }, { n: 4 }])
})
