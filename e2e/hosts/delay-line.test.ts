import assert from "node:assert/strict"
import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"
import { test } from "node:test"
import { DelayLine } from "./delay-line.ts"

/** Both ends of one TCP connection. */
async function socketPair(): Promise<{ near: Socket; far: Socket }> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const near = connect((server.address() as { port: number }).port, "127.0.0.1")
  const [far] = (await once(server, "connection")) as [Socket]
  server.close()
  return { near, far }
}

test("a later byte never overtakes an earlier one when the delay becomes shorter", async (t) => {
  const [way, onward] = [await socketPair(), await socketPair()]
  t.after(() => {
    for (const socket of [way.near, way.far, onward.near, onward.far]) socket.destroy()
  })
  let delayMs = 150
  new DelayLine(way.far, onward.near, () => delayMs)
  let received = ""
  onward.far.on("data", (bytes) => {
    received += bytes
  })

  way.near.write("first")
  await once(way.far, "data")
  delayMs = 1
  way.near.end(" second")
  await once(onward.far, "end")
  assert.equal(received, "first second")
})
