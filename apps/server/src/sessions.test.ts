import assert from "node:assert/strict"
import { test } from "node:test"
import { hashPassword } from "better-auth/crypto"
import { STREAMS_MAX } from "./api/stream-guard.ts"
import { startTestServer } from "./testing/start-test-server.ts"

test("F68 a disabled user, a changed role and an ended session are dead at the next request", async (t) => {
  const server = await startTestServer(t)
  const admin = await server.signIn("admin")
  const ways = [
    (userId: string) => admin.mutate("access.users.setDisabled", { userId, isDisabled: true }),
    (userId: string) => admin.mutate("access.users.changeRole", { userId, role: "operator" }),
    async (userId: string) => {
      const { data } = await admin.query("access.sessions.list")
      const session = (data as { id: string; userId: string }[]).find((one) => one.userId === userId)
      return admin.mutate("access.sessions.end", { sessionId: session?.id })
    },
  ]
  for (const end of ways) {
    const viewer = await server.signIn("viewer")
    assert.equal((await viewer.query("access.me")).status, 200)
    assert.equal((await end(viewer.userId)).status, 200)
    assert.equal((await viewer.query("access.me")).problem?.code, "not-signed-in")
  }
})

test("F68 a disabled user's API token and password do nothing", async (t) => {
  const server = await startTestServer(t)
  const [admin, viewer] = await Promise.all([server.signIn("admin"), server.signIn("viewer")])
  const made = await viewer.mutate("access.tokens.create", { name: "x", role: "viewer", expiresInDays: 1 })
  const authorization = `Bearer ${(made.data as { token: string }).token}`
  const call = () => fetch(`${server.url}/api/trpc/access.me`, { headers: { authorization } })
  assert.equal((await call()).status, 200)
  await admin.mutate("access.users.setDisabled", { userId: viewer.userId, isDisabled: true })
  assert.equal((await call()).status, 401)
  await assert.rejects(server.open().signIn(viewer), /do not match/)
})

test("F68 a new password ends all other sessions, and the old one is worth nothing", async (t) => {
  const server = await startTestServer(t)
  const here = await server.signIn("viewer")
  const elsewhere = server.open()
  await elsewhere.signIn(here)
  const next = "another long passphrase"
  const wrong = await here.mutate("access.changePassword", { current: "a guess at the passphrase", next })
  assert.equal(wrong.problem?.code, "invalid-credentials")
  assert.equal((await here.mutate("access.changePassword", { current: here.password, next })).status, 200)
  assert.equal((await here.query("access.me")).status, 200)
  assert.equal((await elsewhere.query("access.me")).status, 401)
  await assert.rejects(server.open().signIn(here))
  await server.open().signIn({ email: here.email, password: next })
})

test("F68 a sign-in under way with the old password does not outlive its change", async (t) => {
  const server = await startTestServer(t)
  const { userId, email, password } = await server.signIn("viewer")
  const where = { userId }
  let signingIn: Promise<void> | undefined
  await server.db.$transaction(async (tx) => {
    await tx.account.updateMany({ where, data: { password: await hashPassword("another long passphrase") } })
    await tx.session.deleteMany({ where })
    signingIn = server.open().signIn({ email, password })
    // It has found the old password to be right, and its session is there, which the change has not seen.
    const isThrough = signingIn.then(
      () => true,
      () => true,
    )
    while (!(await Promise.race([isThrough, tx.session.count({ where }).then((count) => count > 0)])));
  })
  await assert.rejects(signingIn ?? assert.fail("it did not begin"), /do not match/)
  assert.equal(await server.db.session.count({ where }), 0)
})

test("F67 a stolen session does not lead to the password: guesses at it are limited", async (t) => {
  const server = await startTestServer(t)
  const here = await server.signIn("viewer")
  const codes = []
  for (let n = 0; n < 12; n++) {
    const input = { current: "a guess at the passphrase", next: "another long passphrase" }
    codes.push((await here.mutate("access.changePassword", input)).problem?.code)
  }
  assert.deepEqual(codes.slice(10), ["too-many-attempts", "too-many-attempts"])
})

test("a session ends 7 days after its start, however busy, and after 12 idle hours", async (t) => {
  const server = await startTestServer(t)
  const viewer = await server.signIn("viewer")
  const hour = 3_600_000
  const { expiresAt } = await server.db.session.findFirstOrThrow({ where: { userId: viewer.userId } })
  assert.ok(Math.abs(expiresAt.getTime() - Date.now() - 12 * hour) < 60_000)
  await server.db.session.updateMany({ data: { createdAt: new Date(Date.now() - 7 * 24 * hour) } })
  assert.equal((await viewer.query("access.me")).status, 401)
})

test("the cookie is out of reach of scripts and of other sites, and behind https it never leaves it", async (t) => {
  for (const [env, secure] of [
    [{}, false],
    [{ PUBLIC_URL: "https://signalbox.example.test" }, true],
  ] as const) {
    const server = await startTestServer(t, env)
    const user = await server.signIn("viewer")
    const response = await server.open().send("/api/auth/sign-in/email", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: user.email, password: user.password }),
    })
    const [cookie = ""] = response.headers.getSetCookie()
    assert.match(cookie, /HttpOnly/)
    assert.match(cookie, /SameSite=Lax/)
    assert.equal(/Secure/.test(cookie), secure, cookie)
    assert.equal(await response.text(), "{}", "the body does not repeat the session's token")
  }
})

test("F67 passwords cannot be guessed: the account closes for a while, and so does the address", async (t) => {
  const server = await startTestServer(t)
  const { email } = await server.signIn("viewer")
  const guess = async (address: string) => {
    const response = await server.open().send("/api/auth/sign-in/email", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: address, password: "a guess at the passphrase" }),
    })
    return response.status
  }
  const statuses = []
  for (let n = 0; n < 12; n++) statuses.push(await guess(email))
  assert.deepEqual(statuses.slice(0, 9), Array(9).fill(401), "ten attempts, the sign-in being one of them")
  assert.deepEqual(statuses.slice(9), Array(3).fill(429))
  const spread = []
  for (let n = 0; n < 30; n++) spread.push(await guess(`nobody-${n}@example.test`))
  assert.equal(spread.at(-1), 429)
})

test("F68 an open stream of live events is cut when its reader is shut out, and others go on", {
  timeout: 20_000,
}, async (t) => {
  const server = await startTestServer(t)
  const [admin, viewer] = await Promise.all([server.signIn("admin"), server.signIn("viewer")])
  const follow = async (browser: typeof viewer) => {
    const response = await browser.send("/api/trpc/events.stream", { headers: { accept: "text/event-stream" } })
    const stream = (response.body ?? assert.fail("no stream")).pipeThrough(new TextDecoderStream()).getReader()
    const readTo = async (wanted: RegExp) => {
      for (let text = ""; !wanted.test(text); ) {
        const { done, value } = await stream.read()
        if (done) return assert.fail(`ended before ${wanted}`)
        text += value
      }
    }
    await readTo(/resync/)
    return { stream, readTo }
  }
  const [shut, kept] = await Promise.all([follow(viewer), follow(admin)])
  const begun = performance.now()
  await admin.mutate("access.users.setDisabled", { userId: viewer.userId, isDisabled: true })
  await assert.rejects(async () => {
    for (;;) if ((await shut.stream.read()).done) throw new Error("ended")
  })
  t.diagnostic(`dead after ${Math.round(performance.now() - begun)} ms`)
  await kept.readTo(/"kind":"access"/)
  await kept.stream.cancel()
})

test("F64 one person has so many live streams and no more, and a closed one makes room", async (t) => {
  const server = await startTestServer(t)
  const [viewer, other] = await Promise.all([server.signIn("viewer"), server.signIn("viewer")])
  const follow = (browser: typeof viewer) =>
    browser.send("/api/trpc/events.stream", { headers: { accept: "text/event-stream" } })
  const first = async (response: Response) => {
    const { value } = (await response.body?.pipeThrough(new TextDecoderStream()).getReader().read()) ?? {}
    return value ?? ""
  }
  const open = await Promise.all(Array.from({ length: STREAMS_MAX }, () => follow(viewer)))
  assert.match(await first(await follow(viewer)), /too-many-attempts/)
  assert.doesNotMatch(await first(await follow(other)), /too-many-attempts/)
  await open[0]?.body?.cancel()
  for (;;) if (!/too-many-attempts/.test(await first(await follow(viewer)))) break
})
