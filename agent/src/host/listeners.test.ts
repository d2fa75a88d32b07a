import assert from "node:assert/strict"
import { test } from "node:test"
import { describeListener, parseListeners } from "./listeners.ts"

test("listeners are read from what ss prints: IPv4, IPv6, any address, with and without a program", () => {
  const text = `LISTEN 0      511          127.0.0.1:6379       0.0.0.0:*    users:(("redis-server",pid=101,fd=6))
LISTEN 0      511              [::1]:6379          [::]:*    users:(("redis-server",pid=101,fd=7))
LISTEN 0      128                  *:22               *:*
LISTEN 0      128   127.0.0.53%lo:53         0.0.0.0:*    users:(("a b",pid=7,fd=1),("c",pid=8,fd=1))
nonsense
`
  assert.deepEqual(parseListeners(text), [
    { address: "127.0.0.1", port: 6379, program: "redis-server", pid: 101 },
    { address: "::1", port: 6379, program: "redis-server", pid: 101 },
    { address: "::", port: 22, program: "", pid: 0 },
    { address: "127.0.0.53", port: 53, program: "", pid: 0 },
  ])
})

test("who listens is told by program, process and unit", () => {
  const listener = { address: "127.0.0.1", port: 1, program: "node", pid: 5, unit: "web.service" }
  assert.equal(describeListener(listener), "node (pid 5) of web.service")
  assert.equal(describeListener({ ...listener, pid: 0, unit: "" }), "another program")
})
