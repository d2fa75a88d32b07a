import assert from "node:assert/strict"
import { test } from "node:test"
import { startTestServer } from "../testing/start-test-server.ts"

const json = { "content-type": "application/json" }

test("F67 a change asked for by another site's page, by no page, or by a form is refused with a good session", async (t) => {
  const server = await startTestServer(t)
  const admin = await server.signIn("admin")
  const { cookie } = admin
  const body = JSON.stringify({ email: "x@example.test", role: "admin" })
  const path = `${server.url}/api/trpc/access.users.invite`
  const attempts: [string, Record<string, string>][] = [
    ["foreign", { ...json, origin: "https://evil.example.test" }],
    ["sibling", { ...json, origin: "http://evil.localhost" }],
    ["other port", { ...json, origin: "http://localhost:1" }],
    ["opaque", { ...json, origin: "null" }],
    ["none", json],
    ["none, with an empty token beside the cookie", { ...json, authorization: "Bearer x" }],
  ]
  for (const [name, headers] of attempts) {
    const response = await fetch(path, { method: "POST", headers: { ...headers, cookie: cookie() }, body })
    assert.equal(response.status, 403, name)
    assert.match(await response.text(), /foreign-origin/)
  }
  for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"]) {
    const response = await admin.send("/api/trpc/access.users.invite", {
      method: "POST",
      headers: { "content-type": type },
      body,
    })
    assert.equal(response.status, 400, type)
  }
  assert.equal(await server.db.invitation.count(), 0)
  const good = await admin.mutate("access.users.invite", { email: "x@example.test", role: "admin" })
  assert.equal(good.status, 200)
})

test("F67 signing in and out is held to the same origin", async (t) => {
  const server = await startTestServer(t)
  const { cookie } = await server.signIn("viewer")
  for (const path of ["/api/auth/sign-in/email", "/api/auth/sign-out"]) {
    const headers = { ...json, origin: "https://evil.example.test", cookie: cookie() }
    const response = await fetch(`${server.url}${path}`, { method: "POST", headers, body: "{}" })
    assert.equal(response.status, 403, path)
  }
})

test("F67 fields that nobody asked for are refused, and nothing of better-auth but signing in and out is there", async (t) => {
  const server = await startTestServer(t)
  const viewer = await server.signIn("viewer")
  const smuggled = await viewer.mutate("access.changePassword", {
    current: viewer.password,
    next: "another long passphrase",
    userId: "user-1",
  })
  assert.equal(smuggled.problem?.code, "invalid-input")
  for (const path of [
    "sign-up/email",
    "update-user",
    "change-password",
    "list-sessions",
    "get-session",
    "ok",
    "delete-user",
  ]) {
    for (const method of ["GET", "POST"]) {
      const init = method === "POST" ? { method, headers: json, body: JSON.stringify({ role: "admin" }) } : { method }
      assert.equal((await viewer.send(`/api/auth/${path}`, init)).status, 404, `${method} ${path}`)
    }
  }
})

test("F67 an address that a client writes itself into X-Forwarded-For is not believed", async (t) => {
  const [plain, proxied] = await Promise.all([startTestServer(t), startTestServer(t, { TRUSTED_PROXIES: "127.0.0.1" })])
  const addressSeen = async (server: typeof plain) => {
    const { email, password } = await server.signIn("viewer")
    await server.open().send("/api/auth/sign-in/email", {
      method: "POST",
      headers: { ...json, "x-forwarded-for": "198.51.100.1, 203.0.113.9", "x-signalbox-address": "198.51.100.2" },
      body: JSON.stringify({ email, password }),
    })
    return (await server.db.session.findFirstOrThrow({ orderBy: { createdAt: "desc" } })).ipAddress
  }
  assert.equal(await addressSeen(plain), "127.0.0.1")
  assert.equal(await addressSeen(proxied), "203.0.113.9")
})
