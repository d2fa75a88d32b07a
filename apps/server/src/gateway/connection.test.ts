import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { test } from "node:test"
import type { Answer } from "@signalbox/protocol/answer"
import { AGENT_MESSAGES } from "@signalbox/protocol/catalogue"
import { type HelloBegin, type HelloChallenge, helloTranscript } from "@signalbox/protocol/hello"
import { agreeOnChannel, makeExchangeKey } from "@signalbox/protocol/key-exchange"
import { createSealedLink, SEALED_EVENT, type SealedLink } from "@signalbox/protocol/sealed-link"
import type { Socket } from "socket.io"
import { agentMessageRegistry } from "../api/access-registry.ts"
import { maySend } from "./agent-events.ts"
import { type ConnectionInput, serveConnection } from "./connection.ts"

/** A connection of nobody yet, without a network. `say` sends in clear. */
function connect() {
  const faults: unknown[] = []
  let hear: (name: unknown, ...args: unknown[]) => void = () => {}
  let onDisconnect = () => {}
  let onFrame: (frame: unknown) => void = () => {}
  const socket = {
    connected: true,
    onAny: (listener: typeof hear) => {
      hear = listener
    },
    on: (_name: "disconnect", listener: () => void) => {
      onDisconnect = listener
    },
    emit: (_event: string, frame: unknown) => onFrame(frame),
    disconnect() {
      socket.connected = false
      onDisconnect()
    },
  }
  const controlPlaneKey = { fingerprint: "0".repeat(64), sign: () => "" }
  const input = {
    controlPlaneKey,
    nowMs: () => performance.now(),
    onFault: (error: unknown) => void faults.push(error),
  }
  void serveConnection(socket as unknown as Socket, input as unknown as ConnectionInput)
  const say = (name: unknown, message: unknown = {}) => new Promise<Answer>((resolve) => hear(name, message, resolve))

  /** Says hello, and gives this end of the sealed link. */
  async function greet(): Promise<SealedLink> {
    const key = makeExchangeKey()
    const begin = helloWith(key.publicKey)
    const answer = await say("hello.begin", begin)
    assert.ok(answer.ok)
    const challenge = answer.value as HelloChallenge
    const context = helloTranscript({ controlPlaneKey: controlPlaneKey.fingerprint, begin, challenge })
    const channel = agreeOnChannel({ side: "agent", own: key.privateKey, theirs: challenge.serverKey, context })
    const send = (frame: Buffer) => hear(SEALED_EVENT, frame)
    const link = createSealedLink({ channel, send, onRequest: () => {}, onBroken: () => {} })
    onFrame = link.take
    return link
  }
  return { say, greet, hear: (name: unknown, message: unknown) => hear(name, message), faults, socket }
}

function helloWith(agentKey: string): HelloBegin {
  return { serverId: randomUUID(), agentNonce: "AAAA", agentKey, protocol: { min: 1, max: 1 } }
}

const NAMES = ["host.observed", "change.finished", "constructor", "__proto__", "explode"]

test("F42 a stranger's message with any other name than those of the handshake ends the link, and is no fault of ours", async () => {
  for (const name of [...NAMES, "hello.prove", "sealed", 5, 0]) {
    const { say, faults, socket } = connect()
    const answer = await say(name)
    assert.equal(answer.ok === false && answer.problem.code, "handshake-expected", String(name))
    assert.deepEqual([faults, socket.connected], [[], false])
  }
  for (const name of [...NAMES, "hello.begin"]) {
    const { greet, faults, socket } = connect()
    const answer = await (await greet()).ask(name, {}, 1_000)
    assert.equal(answer.ok === false && answer.problem.code, "handshake-expected", name)
    assert.deepEqual([faults, socket.connected], [[], false])
  }
})

test("F42 a hello that cannot be answered is refused in words, and costs its sender the link", async () => {
  const hello = helloWith("AAAA")
  const wrong: [unknown, string][] = [
    [{}, "invalid-input"],
    [hello, "invalid-input"],
    [{ ...hello, protocol: { min: 2, max: 3 } }, "unsupported-version"],
  ]
  for (const [message, code] of wrong) {
    const { say, faults, socket } = connect()
    const answer = await say("hello.begin", message)
    assert.equal(answer.ok === false && answer.problem.code, code)
    assert.deepEqual([faults, socket.connected], [[], false])
  }
})

test("F34 after the first hello anything in clear ends the link, a second hello too", async () => {
  const inClear: [unknown, unknown][] = [
    ["hello.begin", helloWith(makeExchangeKey().publicKey)],
    ["hello.prove", {}],
    ["host.vitals", {}],
    [7, {}],
    [SEALED_EVENT, "text"],
  ]
  for (const [name, message] of inClear) {
    const { greet, hear, faults, socket } = connect()
    await greet()
    assert.equal(socket.connected, true)
    hear(name, message)
    assert.deepEqual([faults, socket.connected], [[], false], String(name))
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
