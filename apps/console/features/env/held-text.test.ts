import assert from "node:assert/strict"
import { test } from "node:test"
import { createHeldText } from "./held-text.ts"

test("what comes back from the page while one types on is not written over what was typed since", () => {
  const held = createHeldText("")
  held.wrote("G")
  held.wrote("GR")
  assert.equal(held.holds("G"), false)
  held.wrote("GRE")
  assert.equal(held.holds("GRE"), false)
})

test("a page that is drawn anew with the text it had does not take back the letter that was just typed", () => {
  const held = createHeldText("")
  held.wrote("G")
  held.holds("G")
  held.wrote("GR")
  assert.equal(held.holds("G"), false)
})

test("a text from elsewhere is taken over, also one that was typed before", () => {
  const held = createHeldText("A=1")
  held.wrote("A=12")
  assert.equal(held.holds("A=12"), false)
  assert.equal(held.holds("A=1"), true)
  assert.equal(held.wrote("A=1"), false, "taking it over is not typing")
  assert.equal(held.holds("A=12"), true)
})
