import { connect } from "node:net"
import type { Check, Seen } from "./check.ts"
import { tryUntil } from "./try-until.ts"

const CONNECT_MS = 5_000

export const tcp: Check<"tcp"> = {
  expected: (spec) => `a connection within ${spec.withinMs / 1000} s`,
  run: (spec, { clock, signal }) =>
    tryUntil({ clock, withinMs: spec.withinMs, signal }, () =>
      open(spec.host, spec.port, Math.min(CONNECT_MS, spec.withinMs)),
    ),
}

function open(host: string, port: number, timeoutMs: number): Promise<Seen> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs })
    const end = (seen: Seen) => {
      socket.destroy()
      resolve(seen)
    }
    socket.once("connect", () => end({ verdict: "pass", seen: "connected" }))
    socket.once("timeout", () => end({ verdict: "fail", seen: `no answer in ${timeoutMs} ms` }))
    socket.once("error", (error: NodeJS.ErrnoException) =>
      end({ verdict: "fail", seen: error.code ?? "no connection" }),
    )
  })
}
