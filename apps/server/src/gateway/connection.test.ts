import assert from "node:assert/strict"
import { test } from "node:test"
import type { Answer } from "@signalbox/protocol/answer"
import { AGENT_MESSAGES } from "@signalbox/protocol/catalogue"
import type { Socket } from "socket.io"
import { agentMessageRegistry } from "../api/access-registry.ts"
import { maySend } from "./agent-events.ts"
import { type ConnectionInput, serveConnection } from "./connection.ts"

/** A connection of nobody yet, without a network. */
function connect() {
  const faults: unknown[] = []
  let say: (name: unknown, ...args: unknown[]) => void = () => {}
  let onDisconnect = () => {}
  const socket = {
    connected: true,
    onAny: (listener: typeof say) => {
      say = listener
    },
    on: (_name: "disconnect", listener: () => void) => {
      onDisconnect = listener
    },
    disconnect() {
      socket.connected = false
      onDisconnect()
    },
  }
  const input = { sign: () => "", nowMs: () => performance.now(), onFault: (error: unknown) => void faults.push(error) }
  void serveConnection(socket as unknown as Socket, input as unknown as ConnectionInput)
  const ask = (name: unknown) => new Promise<Answer>((resolve) => say(name, {}, resolve))
  return { ask, faults, socket }
}

test("F42 a stranger's message with any other name than those of the handshake ends the link, and is no fault of ours", async () => {
  for (const name of ["host.observed", "change.finished", "constructor", "__proto__", "explode", 5, 0]) {
    const { ask, faults, socket } = connect()
    const answer = await ask(name)
    assert.equal(answer.ok === false && answer.problem.code, "handshake-expected", String(name))
    assert.deepEqual([faults, socket.connected], [[], false])
  }
})

test("F66 what an agent may send is what the registry lists, and nothing else of the catalogue", () => {
  for (const name of Object.keys(AGENT_MESSAGES)) {
    const from = agentMessageRegistry[name as keyof typeof agentMessageRegistry].from
    assert.equal(maySend(from, name), true)
    assert.equal(maySend(from === "stranger" ? "enrolled" : "stranger", name), false)
    assert.equal(maySend(from, name, {}), false, "a message without an entry")
  }
  for (const name of ["constructor", "__proto__", "toString", ""]) assert.equal(maySend("enrolled", name), false)
})
