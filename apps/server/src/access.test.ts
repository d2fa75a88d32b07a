import assert from "node:assert/strict"
import { test } from "node:test"
import { openClient } from "./testing/browser.ts"
import { startTestServer, type TestServer } from "./testing/start-test-server.ts"

const ada = { name: "Ada", email: "ada@example.test", password: "correct horse battery" }

async function tokenOf(server: TestServer, role: "viewer" | "operator" | "admin") {
  const browser = await server.signIn(role)
  const { data } = await browser.mutate("access.tokens.create", { name: "ci", role, expiresInDays: 1 })
  const { id, token } = data as { id: string; token: string }
  return { id, token, browser, client: openClient(server.url, token) }
}

test("F40 of 100 racers without the code nobody becomes admin, and of 20 with it exactly one", async (t) => {
  const server = await startTestServer(t)
  const claim = (code: string, n: number) =>
    server.open().mutate("access.claimFirstAdmin", { ...ada, email: `racer-${n}@example.test`, code })
  const without = await Promise.all(Array.from({ length: 100 }, (_, n) => claim(`sbl_guess${n}`, n)))
  assert.deepEqual(new Set(without.map(({ status }) => status)), new Set([410, 429]))
  assert.equal(await server.db.user.count(), 0)

  await server.db.rateLimit.deleteMany()
  const code = server.firstAdminCode ?? assert.fail("no link")
  const winners = await Promise.all(Array.from({ length: 20 }, (_, n) => claim(code, n)))
  assert.equal(winners.filter(({ status }) => status === 200).length, 1)
  assert.deepEqual(new Set(winners.map(({ status }) => status)), new Set([200, 410]))
  assert.deepEqual(await server.db.user.findMany({ select: { role: true } }), [{ role: "admin" }])
})

test("F40 the link that an earlier start printed does nothing any more", async (t) => {
  const server = await startTestServer(t)
  const code = server.firstAdminCode ?? assert.fail("no link")
  await server.db.firstAdminLink.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } })
  const { status, problem } = await server.open().mutate("access.claimFirstAdmin", { ...ada, code })
  assert.equal(status, 410)
  assert.equal(problem?.code, "link-invalid")
})

test("F36 no, empty, unknown, malformed, expired and revoked credentials are answered alike", async (t) => {
  const server = await startTestServer(t)
  const expired = await tokenOf(server, "admin")
  await server.db.apiToken.update({ where: { id: expired.id }, data: { expiresAt: new Date(Date.now() - 1) } })
  const revoked = await tokenOf(server, "admin")
  await revoked.browser.mutate("access.tokens.revoke", { tokenId: revoked.id })
  const answers = await Promise.all(
    [undefined, "Bearer ", "Bearer x", `Bearer sbx_${"A".repeat(43)}`, "Basic YTpi", "Bearer a b"]
      .concat([`Bearer ${expired.token}`, `Bearer ${revoked.token}`])
      .map(async (authorization) => {
        const headers = authorization === undefined ? {} : { authorization }
        const response = await fetch(`${server.url}/api/trpc/access.me`, { headers })
        return { status: response.status, body: await response.text() }
      }),
  )
  assert.equal(answers[0]?.status, 401)
  for (const answer of answers) assert.deepEqual(answer, answers[0])
})

test("a token is stored as a hash, shown once, and has at most its maker's role", async (t) => {
  const server = await startTestServer(t)
  const { id, token, client, browser } = await tokenOf(server, "operator")
  assert.match(token, /^sbx_[\w-]{43}$/)
  const row = await server.db.apiToken.findUniqueOrThrow({ where: { id } })
  assert.doesNotMatch(JSON.stringify(row), new RegExp(token.slice(8)))
  const list = await browser.query("access.tokens.list", {})
  assert.doesNotMatch(list.text, new RegExp(token.slice(8)))
  const above = await browser.mutate("access.tokens.create", { name: "x", role: "admin", expiresInDays: 1 })
  assert.equal(above.problem?.code, "forbidden")
  const forever = await browser.mutate("access.tokens.create", { name: "x", role: "viewer", expiresInDays: 366 })
  assert.equal(forever.problem?.code, "invalid-input")
  const bred = await client.mutate("access.tokens.create", { name: "x", role: "viewer", expiresInDays: 1 })
  assert.equal(bred.problem?.code, "session-required")
  await server.db.user.update({ where: { id: browser.userId }, data: { role: "viewer" } })
  assert.deepEqual(((await client.query("access.me")).data as { role: string }).role, "viewer")
})

test("an invitation makes one user, with its role and address and no other", async (t) => {
  const server = await startTestServer(t)
  const admin = await server.signIn("admin")
  const invited = await admin.mutate("access.users.invite", { email: "Grace@example.test", role: "operator" })
  const { link } = invited.data as { link: string }
  const code = new URL(link).hash.replace("#code=", "")
  assert.equal(new URL(link).pathname, "/join")
  const accept = (more = {}) =>
    server.open().mutate("access.acceptInvitation", { code, name: "Grace", password: ada.password, ...more })
  assert.equal((await accept({ role: "admin" })).problem?.code, "invalid-input")
  const answers = await Promise.all(Array.from({ length: 10 }, () => accept()))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  const user = await server.db.user.findUniqueOrThrow({ where: { email: "grace@example.test" } })
  assert.equal(user.role, "operator")
  await server.open().signIn({ email: "grace@example.test", password: ada.password })
})

test("the last admin can neither be demoted nor shut out, not even by two at once", async (t) => {
  const server = await startTestServer(t)
  const [one, two] = await Promise.all([server.signIn("admin"), server.signIn("admin")])
  const answers = await Promise.all([
    one.mutate("access.users.changeRole", { userId: two.userId, role: "viewer" }),
    two.mutate("access.users.setDisabled", { userId: one.userId, isDisabled: true }),
  ])
  assert.ok(answers.some(({ status }) => status !== 200))
  assert.equal(await server.db.user.count({ where: { role: "admin", disabledAt: null } }), 1)
})

test("every change of access is in the audit log, without any secret", async (t) => {
  const server = await startTestServer(t)
  const { token, browser } = await tokenOf(server, "admin")
  await browser.mutate("access.users.invite", { email: "grace@example.test", role: "viewer" })
  const entries = await server.db.auditEntry.findMany({ orderBy: { seq: "asc" } })
  assert.deepEqual(
    entries.map(({ action, actorName }) => [action, actorName]),
    [
      ["user.link-admin", "this machine"],
      ["session.begin", browser.userId],
      ["token.create", browser.userId],
      ["invitation.create", browser.userId],
    ],
  )
  assert.doesNotMatch(JSON.stringify(entries), new RegExp(`${token.slice(8)}|${browser.password}`))
})

test("F44 what no list gave as a cursor, and text that no database keeps, is the caller's fault and not ours", async (t) => {
  const server = await startTestServer(t)
  const admin = await server.signIn("admin")
  const encode = (position: unknown) => Buffer.from(JSON.stringify(position)).toString("base64url")
  for (const cursor of ["x", encode({ no: "id" }), encode("a\u0000b"), encode(["\ud800", "x"])]) {
    for (const list of ["access.tokens.list", "servers.list", "services.list", "audit.list", "enrolments.list"]) {
      assert.equal((await admin.query(list, { cursor })).problem?.code, "invalid-input", `${list} ${cursor}`)
    }
  }
  assert.equal((await admin.query("access.users.list", { cursor: encode("a\u0000b") })).problem?.code, "invalid-input")
  for (const text of ["a\u0000b", "a\ud800b"]) {
    const answers = [
      await admin.query("servers.list", { text }),
      await admin.mutate("access.tokens.create", { name: text, role: "viewer", expiresInDays: 1 }),
      await admin.mutate("access.users.changeRole", { userId: text, role: "viewer" }),
      await admin.mutate("access.sessions.end", { sessionId: text }),
    ]
    for (const { problem } of answers) assert.equal(problem?.code, "invalid-input")
    const signIn = server.open().signIn({ email: `${text}@example.test`, password: "a guess at the passphrase" })
    await assert.rejects(signIn, /invalid-input/)
  }
})

test("F66 who is refused is in the audit log with what they tried, strangers are not, and nobody fills it", async (t) => {
  const server = await startTestServer(t)
  const { client, browser } = await tokenOf(server, "viewer")
  const refusals = () => server.db.auditEntry.findMany({ where: { result: "refused" }, orderBy: { seq: "asc" } })
  const serverId = "00000000-0000-4000-8000-000000000000"
  await browser.mutate("servers.revoke", { serverId })
  await client.mutate("access.users.invite", { email: "grace@example.test", role: "admin" })
  await server.open().mutate("servers.revoke", { serverId })
  await browser.query("access.users.list", {})
  await browser.mutate("access.tokens.create", { name: "" })
  assert.deepEqual(
    (await refusals()).map(({ action, objectName, actorKind, actorName }) => [
      action,
      objectName,
      actorKind,
      actorName,
    ]),
    [
      ["call.refuse", "servers.revoke", "user", browser.userId],
      ["call.refuse", "access.users.invite", "token", "ci"],
    ],
  )
  await Promise.all(Array.from({ length: 40 }, () => browser.mutate("servers.revoke", { serverId })))
  assert.equal((await refusals()).length, 21)
})
