import assert from "node:assert/strict"
import { test } from "node:test"
import { createClientReader } from "./client-address.ts"
import { openPort } from "./http-server.ts"

test("while it is taken down, what is under way is answered and the rest is told to come back", async (t) => {
  const happened: string[] = []
  const begun = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const port = await openPort({
    host: "127.0.0.1",
    port: 0,
    client: createClientReader([]),
    log: { error: (...said: unknown[]) => happened.push(`logged ${said}`) },
    counted: () => {},
  })
  t.after(port.close)
  port.open({
    publicUrl: port.address,
    routes: [
      {
        path: "/slow",
        async handle({ res }) {
          begun.resolve()
          await release.promise
          happened.push("answered")
          res.end("done")
        },
      },
    ],
  })
  const slow = fetch(`${port.address}/slow`)
  await begun.promise
  port.shut()
  const idle = port.idle().then(() => happened.push("idle"))
  assert.equal((await fetch(`${port.address}/slow`)).status, 503)
  release.resolve()
  assert.equal(await (await slow).text(), "done")
  await idle
  assert.deepEqual(happened, ["answered", "idle"])
})
