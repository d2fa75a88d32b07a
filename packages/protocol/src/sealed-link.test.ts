import assert from "node:assert/strict"
import { test } from "node:test"
import { agreeOnChannel, makeExchangeKey } from "./key-exchange.ts"
import { MESSAGE_BYTES_MAX } from "./limits.ts"
import { messageBytes } from "./message-size.ts"
import { Problem } from "./problem.ts"
import { createSealedLink, type SealedLink, type SealedLinkInput } from "./sealed-link.ts"

type Request = { name: string; message: unknown; reply: Parameters<SealedLinkInput["onRequest"]>[1] }

/** Two ends; what they send waits in `wire` until a test carries it over. */
function connect() {
  const [mine, yours] = [makeExchangeKey(), makeExchangeKey()]
  const keys = { agent: [mine, yours], "control-plane": [yours, mine] } as const
  const wire: { to: SealedLink; frame: Buffer }[] = []
  const open = (side: keyof typeof keys, other: () => SealedLink) => {
    const requests: Request[] = []
    const broken: Problem[] = []
    const channel = agreeOnChannel({
      side,
      own: keys[side][0].privateKey,
      theirs: keys[side][1].publicKey,
      context: "",
    })
    const link: SealedLink = createSealedLink({
      channel,
      send: (frame) => void wire.push({ to: other(), frame }),
      onRequest: (request, reply) => void requests.push({ ...request, reply }),
      onBroken: (problem) => void broken.push(problem),
    })
    return { link, requests, broken, channel }
  }
  const agent = open("agent", () => controlPlane.link)
  const controlPlane = open("control-plane", () => agent.link)
  const carry = () => {
    for (const { to, frame } of wire.splice(0)) to.take(frame)
  }
  return { agent, controlPlane, wire, carry }
}

const isProblem = (code: string) => (error: unknown) => error instanceof Problem && error.code === code

test("each answer goes to the question that it is for, in whatever order they are answered, both ways at once", async () => {
  const { agent, controlPlane, carry } = connect()
  const asked = ["a", "b", "c"].map((name) => agent.link.ask(name, { name }, 1_000))
  const back = controlPlane.link.ask("d", null, 1_000)
  carry()
  for (const { name, message, reply } of controlPlane.requests.toReversed()) reply({ ok: true, value: [name, message] })
  agent.requests[0]?.reply({ ok: false, problem: new Problem("forbidden").toView() })
  carry()
  assert.deepEqual(
    await Promise.all(asked),
    ["a", "b", "c"].map((name) => ({ ok: true, value: [name, { name }] })),
  )
  assert.equal((await back).ok, false)
})

test("an answer that comes too late is nobody's, and the link goes on", async () => {
  const { agent, controlPlane, carry } = connect()
  const asked = agent.link.ask("slow", {}, 1)
  carry()
  await assert.rejects(asked, isProblem("no-answer"))
  controlPlane.requests[0]?.reply({ ok: true, value: "late" })
  const next = agent.link.ask("next", {}, 1_000)
  carry()
  controlPlane.requests[1]?.reply({ ok: true, value: "in time" })
  carry()
  assert.deepEqual([await next, agent.broken], [{ ok: true, value: "in time" }, []])
})

test("F34 frames in another order end the link: who waits hears why, and nothing more is taken or sent", async () => {
  const { agent, controlPlane, wire, carry } = connect()
  const asked = controlPlane.link.ask("x", {}, 1_000)
  void agent.link.ask("first", {}, 1_000).catch(() => {})
  void agent.link.ask("second", {}, 1_000).catch(() => {})
  wire.splice(1, 2, ...wire.slice(1).reverse())
  carry()
  await assert.rejects(asked, isProblem("link-altered"))
  await assert.rejects(controlPlane.link.ask("y", {}, 1_000), isProblem("link-altered"))
  assert.deepEqual(
    [controlPlane.requests, controlPlane.broken.map(({ code }) => code), wire],
    [[], ["link-altered"], []],
  )
})

test("F42 what is sealed but no frame of ours ends the link as ill formed", () => {
  for (const text of ["", "{", "[]", "{}", '{"id":0,"ask":"a","message":1}', '{"answerTo":1,"answer":{"ok":"yes"}}']) {
    const { agent, controlPlane } = connect()
    controlPlane.link.take(agent.channel.seal(text))
    assert.deepEqual(
      controlPlane.broken.map(({ code }) => code),
      ["invalid-input"],
      text,
    )
  }
})

test("F42 the largest message that is let through fits what the socket takes, sealed; a larger one is not sent", async () => {
  const { agent, wire } = connect()
  const message = { text: "" }
  message.text = "a".repeat(MESSAGE_BYTES_MAX - messageBytes(message))
  void agent.link.ask("x".repeat(60), message, 1).catch(() => {})
  const bytes = wire[0]?.frame.length ?? 0
  assert.ok(bytes > MESSAGE_BYTES_MAX - 512 && bytes < MESSAGE_BYTES_MAX, String(bytes))
  await assert.rejects(agent.link.ask("x", { text: `${message.text}a` }, 1), isProblem("too-large"))
  assert.equal(wire.length, 1)
})
