import assert from "node:assert/strict"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net"
import { type TestContext, test } from "node:test"
import { CheckSpec } from "@signalbox/protocol/check"
import { systemClock } from "../host/clock.ts"
import { makeRig, UNIT } from "../testing/rig.ts"
import { readWorld } from "../testing/simulated-supervisor.ts"
import type { CheckContext } from "./check.ts"
import { LINES_MAX } from "./journal-lines.ts"
import { compileLinePattern } from "./line-pattern.ts"
import { runChecks } from "./run-checks.ts"

async function context(t: TestContext, more: Partial<CheckContext> = {}): Promise<CheckContext> {
  const rig = await makeRig()
  t.after(rig.remove)
  const { supervisor } = rig.options()
  return { supervisor, clock: systemClock, envText: null, signal: new AbortController().signal, ...more }
}

async function listen(t: TestContext, server: Server): Promise<number> {
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}

async function verdict(spec: object, ctx: CheckContext) {
  const [result] = await runChecks([CheckSpec.parse(spec)], ctx)
  assert.ok(result)
  return result
}

test("http passes on its status, fails on another, and follows no redirect", async (t) => {
  let visits = 0
  const server = createServer((request, response) => {
    visits += 1
    if (request.url === "/moved") response.writeHead(302, { location: "/" }).end()
    else response.writeHead(request.url === "/" ? 200 : 500).end("x".repeat(10))
  })
  const port = await listen(t, server)
  const ctx = await context(t)
  const ask = (path: string) => verdict({ kind: "http", url: `http://127.0.0.1:${port}${path}`, withinMs: 100 }, ctx)
  assert.equal((await ask("/")).verdict, "pass")
  assert.deepEqual([(await ask("/broken")).verdict, (await ask("/broken")).seen], ["fail", "status 500"])
  visits = 0
  assert.equal((await ask("/moved")).seen, "status 302")
  assert.ok(visits >= 1)
})

test("an endless or silent answer ends within the check's time", async (t) => {
  const server = createTcpServer(() => {})
  const port = await listen(t, server)
  const spec = { kind: "http", url: `http://127.0.0.1:${port}/`, timeoutMs: 100, withinMs: 200 }
  const result = await verdict(spec, await context(t))
  assert.equal(result.verdict, "fail")
  assert.ok(result.tookMs < 2_000)
})

test("redis-ping says what is wrong and never the password", async (t) => {
  const server = createTcpServer((socket) => {
    socket.on("data", () => socket.write("-WRONGPASS invalid hunter2-hunter2\r\n"))
    socket.on("error", () => {})
  })
  const port = await listen(t, server)
  const envText = `REDIS_URL=redis://:hunter2-hunter2@127.0.0.1:${port}/0\n`
  const result = await verdict(
    { kind: "redis-ping", urlKey: "REDIS_URL", withinMs: 300 },
    await context(t, { envText }),
  )
  assert.equal(result.verdict, "fail")
  assert.doesNotMatch(JSON.stringify(result), /hunter2/)
})

test("F53 a password that spells lines of another protocol reaches nobody", async (t) => {
  let heard = ""
  const server = createTcpServer((socket) => {
    socket.on("data", (bytes) => {
      heard += bytes.toString("latin1")
      socket.end()
    })
    socket.on("error", () => {})
  })
  const port = await listen(t, server)
  const texts = [
    [`REDIS_URL=redis://:x%0D%0Aflush_all%0D%0A@127.0.0.1:${port}/0\n`, { urlKey: "REDIS_URL" }],
    [`REDIS_URL=redis://a%0Aflush_all%0A:x@127.0.0.1:${port}/0\n`, { urlKey: "REDIS_URL" }],
    [`H=127.0.0.1\nP=${port}\nW="x\\nflush_all\\n"\n`, { hostKey: "H", portKey: "P", passwordKey: "W" }],
  ] as const
  for (const [envText, keys] of texts) {
    const result = await verdict({ kind: "redis-ping", ...keys, withinMs: 300 }, await context(t, { envText }))
    assert.equal(result.verdict, "fail")
  }
  assert.doesNotMatch(heard, /flush_all/)
})

test("F48 a pattern that could take long is refused, and matching takes no longer than its text", async (t) => {
  for (const pattern of ["(a+)+\\1", "(?=a)b", "a{1,1000}"]) {
    assert.throws(() => compileLinePattern(pattern), { code: "invalid-input" }, pattern)
  }
  const begun = performance.now()
  assert.equal(compileLinePattern("(a*)*(a*)*(a|a)*b")("a".repeat(2_000)), false)
  assert.ok(performance.now() - begun < 100)
  const result = await verdict({ kind: "journal-shows", unit: "web.service", pattern: "(?=a)" }, await context(t))
  assert.equal(result.verdict, "unknown")
})

test("F62 of a program that writes more lines than are looked at nothing is said to be missing, and none of them is kept", async (t) => {
  const rig = await makeRig()
  t.after(rig.remove)
  const { supervisor } = rig.options()
  const world = readWorld(rig.worldPath)
  const [unit] = await supervisor.show([UNIT])
  const line = {
    at: 0,
    unit: UNIT,
    identifier: "web",
    priority: 6,
    text: "noise",
    invocationId: unit?.invocationId ?? "",
  }
  const flood = (count: number) =>
    writeFileSync(rig.worldPath, JSON.stringify({ ...world, lines: Array.from({ length: count }, () => line) }))
  const ask = async (spec: object, more: object) => {
    const ctx = { supervisor, clock: systemClock, envText: null, signal: new AbortController().signal, ...more }
    const { verdict: answer, seen } = await verdict({ unit: UNIT, pattern: "error", ...spec }, ctx)
    return [answer, seen]
  }
  const lacks = { kind: "journal-lacks", forMs: 100 }
  const shows = { kind: "journal-shows", withinMs: 100 }
  flood(LINES_MAX)
  for (const spec of [lacks, shows]) {
    for (const more of [{}, { cursor: "0" }]) {
      assert.deepEqual(await ask(spec, more), ["unknown", `none of ${LINES_MAX} lines matches; there are more`])
    }
  }
  flood(10)
  assert.deepEqual(await ask(lacks, {}), ["pass", "none of 10 lines matches"])
  assert.deepEqual(await ask(shows, {}), ["fail", "none of 10 lines matches"])
  assert.deepEqual(await ask({ ...lacks, pattern: "noise" }, {}), ["fail", "10 of 10 lines match"])
})

test("a check that is stopped ends soon, and as unknown", async (t) => {
  const signal = AbortSignal.timeout(50)
  const result = await verdict(
    { kind: "tcp", host: "127.0.0.1", port: 1, withinMs: 60_000 },
    await context(t, { signal }),
  )
  assert.equal(result.verdict, "unknown")
  assert.ok(result.tookMs < 2_000)
})
