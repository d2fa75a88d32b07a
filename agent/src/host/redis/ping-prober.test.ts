import assert from "node:assert/strict"
import { once } from "node:events"
import { type AddressInfo, createServer, type Socket } from "node:net"
import { type TestContext, test } from "node:test"
import { PingWindow } from "@signalbox/protocol/redis"
import { probePing } from "./ping-prober.ts"

/** A Redis that answers each PING as it is told, and tells when it was asked. */
async function pinged(t: TestContext, onPing: (socket: Socket, count: number) => void) {
  let [connections, pings] = [0, 0]
  const server = createServer((socket) => {
    connections += 1
    socket.on("error", () => {})
    socket.on("data", (bytes) => {
      if (bytes.includes("SETNAME")) return void socket.write("+OK\r\n")
      pings += 1
      onPing(socket, pings)
      server.emit("ping", pings)
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  const target = { host: "127.0.0.1", port, username: "", password: "", isTls: false, db: 0 }
  const prober = probePing({ target, everyMs: 10, timeoutMs: 1_500 })
  t.after(() => {
    prober.close()
    server.close()
  })
  const until = async (count: number) => {
    while (pings < count) await once(server, "ping")
  }
  return { prober, until, connections: () => connections }
}

test("round trips are counted over one kept connection, and each of them in one window", async (t) => {
  const { prober, until, connections } = await pinged(t, (socket) => socket.write("+PONG\r\n"))
  await until(5)
  const first = PingWindow.parse(prober.take())
  await until(10)
  const second = prober.take()
  assert.ok(first.roundTrips.count >= 4 && first.roundTrips.count <= 5)
  assert.ok(first.roundTrips.count + second.roundTrips.count >= 9)
  assert.deepEqual([first.timeouts, first.failures, second.timeouts, second.failures], [0, 0, 0, 0])
  assert.equal(connections(), 1)
  assert.ok(second.from >= first.to)
})

test("a PING without an answer is a time-out, one that is cut off a failure, and the next is tried afresh", async (t) => {
  const { prober, until, connections } = await pinged(t, (socket, count) => {
    if (count === 1) return
    if (count === 2) return void socket.destroy()
    socket.write("+PONG\r\n")
  })
  await until(5)
  const { timeouts, failures, roundTrips } = prober.take()
  assert.deepEqual([timeouts, failures], [1, 1])
  assert.ok(roundTrips.count >= 2)
  assert.equal(connections(), 3)
})

test("an instance that is not there is a failure each time, and closing ends it", async (t) => {
  const server = createServer()
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  const target = { host: "127.0.0.1", port, username: "", password: "", isTls: false, db: 0 }
  const prober = probePing({ target, everyMs: 5, timeoutMs: 60 })
  t.after(prober.close)
  let failures = 0
  while (failures < 3) {
    await new Promise(setImmediate)
    failures += prober.take().failures
  }
  prober.close()
})
