import assert from "node:assert/strict"
import { test } from "node:test"
import { includes, whyNotOurs, withInclude, withoutInclude } from "./main-conf.ts"

const OURS = "/etc/redis/signalbox.conf"
const PLAIN = "# user default is a comment here\nport 6379\nsave 3600 1\n"

test("the line that includes ours comes last, once, and goes without a trace", () => {
  const text = withInclude(PLAIN, OURS)
  assert.equal(text, `${PLAIN}include ${OURS}\n`)
  assert.equal(withInclude(text, OURS), text)
  assert.ok(includes(text, OURS))
  assert.equal(withoutInclude(text, OURS), PLAIN)
})

test("a file that does not end with a line's end gets one", () => {
  assert.equal(withInclude("port 6379", OURS), `port 6379\ninclude ${OURS}\n`)
})

for (const [line, why] of [
  ["user default on nopass", /line 4 .*`user default`/],
  ["USER ytdl on >x", /`user ytdl`/],
  ["  aclfile /etc/redis/users.acl", /`aclfile`/],
  ["requirepass hunter2-hunter2", /`requirepass`/],
] as const) {
  test(`F58 a file with ${line.trim().split(" ")[0]} is not taken over, and no password is repeated`, () => {
    const said = whyNotOurs(`${PLAIN}${line}\n`, OURS)
    assert.match(said ?? "", why)
    assert.doesNotMatch(said ?? "", /hunter2/)
  })
}

test("F58 a line after the one that includes ours would win over it, and is named", () => {
  assert.match(whyNotOurs(`${withInclude(PLAIN, OURS)}maxmemory 1gb\n`, OURS) ?? "", /line 5/)
  assert.equal(whyNotOurs(`${withInclude(PLAIN, OURS)}# a remark\n`, OURS), undefined)
  assert.equal(whyNotOurs(PLAIN, OURS), undefined)
})
