import assert from "node:assert/strict"
import { test } from "node:test"
import { createDispatch, type RequestHandlers } from "./dispatch.ts"

test("F42 a request with no name of ours is answered with a refusal", async () => {
  const dispatch = createDispatch({} as RequestHandlers)
  for (const name of ["explode", "constructor", "__proto__", ""]) {
    const answer = await dispatch(name, {})
    assert.equal(answer.ok === false && answer.problem.code, "unknown-message", name)
  }
})
