import assert from "node:assert/strict"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { type AddressInfo, connect, createServer } from "node:net"
import { type TestContext, test } from "node:test"
import { connectionsOf, parseTcpTable } from "./connections.ts"
import { endpoint } from "./known-redis.ts"
import { socketsOf } from "./processes.ts"

/** Connects, and tells how many of our sockets go there as the kernel's tables have it. */
async function seenTo(t: TestContext, host: string): Promise<number> {
  const server = createServer(() => {})
  server.listen(0, host)
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  const client = connect(port, host)
  await once(client, "connect")
  t.after(() => {
    client.destroy()
    server.close()
  })
  const table = connectionsOf(process.pid)
  return [...(socketsOf(process.pid) ?? [])].filter((inode) => table.get(inode) === endpoint(host, port)).length
}

test("a connection is found by the address of its other end: IPv4 and IPv6", async (t) => {
  assert.equal(await seenTo(t, "127.0.0.1"), 1)
  const hasIpv6 = readFileSync("/proc/net/if_inet6", "utf8").includes(" lo")
  if (hasIpv6) assert.equal(await seenTo(t, "::1"), 1)
})

test("an IPv4 address that wears IPv6 is told as IPv4; what is not established or was made to us is not told", () => {
  const heading = "  sl  local_address rem_address st tx_queue rx_queue tr tm->when retrnsmt uid timeout inode"
  const row = (ends: string, state: string, inode: number) =>
    `   0: 0100007F:${ends.includes(" ") ? ends : `D431 ${ends}`} ${state} 00000000:00000000 00:00000000 00000000   990        0 ${inode} 1 0 20 4 30 10 -1`
  const text = [
    heading,
    row("0100007F:18EB", "01", 11),
    row("0000000000000000FFFF00000100007F:18EB", "01", 12),
    row("B80D0120000000000000000001000000:18EB", "01", 13),
    row("0BB9 00000000:0000", "0A", 14),
    row("0BB9 057100CB:D001", "01", 15),
    row("0100007F:18EB", "06", 0),
    "",
  ].join("\n")
  assert.deepEqual(
    parseTcpTable(text).map(({ inode, remote }) => `${inode} ${remote}`),
    ["11 127.0.0.1:6379", "12 127.0.0.1:6379", "13 [2001:db8::1]:6379"],
  )
})

test("tables of another shape give nothing", () => {
  for (const text of ["", "x", "0: 1 2 01", "a b c d e f g h"]) {
    assert.deepEqual(parseTcpTable(text), [])
  }
})
