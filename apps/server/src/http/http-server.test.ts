import assert from "node:assert/strict"
import { once } from "node:events"
import { connect } from "node:net"
import { text } from "node:stream/consumers"
import { type TestContext, test } from "node:test"
import { createClientReader } from "./client-address.ts"
import { openPort } from "./http-server.ts"

async function portWith(t: TestContext, faults: unknown[]): Promise<number> {
  const log = { error: (fault: unknown) => void faults.push(fault) }
  const port = await openPort({
    host: "127.0.0.1",
    port: 0,
    client: createClientReader([]),
    log: log as never,
    counted: () => {},
  })
  t.after(port.close)
  port.open({ publicUrl: port.address, routes: [{ path: "/*", handle: ({ res }) => void res.end("ok") }] })
  return Number(new URL(port.address).port)
}

test("an address that is none is the asker's fault: it is answered as such, and nobody can fill the log with it", async (t) => {
  const faults: unknown[] = []
  const port = await portWith(t, faults)
  for (const target of ["//", "//[", "http://%", "//a:99999/"]) {
    const socket = connect(port, "127.0.0.1")
    await once(socket, "connect")
    socket.write(`GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
    assert.match(await text(socket), /^HTTP\/1.1 400 .*invalid-input/s, target)
  }
  assert.deepEqual(faults, [])
})
