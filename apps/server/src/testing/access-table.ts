// The table procedure x caller, asked cell by cell over HTTP.
import { ROLES, type Role } from "@signalbox/domain/access/schema"
import type { AccessRule } from "../api/access-rule.ts"
import { appRouter } from "../api/root.ts"
import { openClient } from "./browser.ts"
import type { TestServer } from "./start-test-server.ts"
import { whoMayWhat } from "./who-may-what.ts"

type Kind = "query" | "mutation" | "subscription"
const procedures = Object.entries(appRouter._def.procedures) as unknown as [string, { _def: { type: Kind } }][]
const refusals = ["not-signed-in", "forbidden", "session-required"]

/** Procedures without a line in the table, and lines without a procedure. */
export function tableGaps(): string[] {
  const paths = new Set(procedures.map(([path]) => path))
  return [...paths]
    .filter((path) => !whoMayWhat.has(path))
    .concat([...whoMayWhat.keys()].filter((path) => !paths.has(path)))
}

/** How one may come: with no credentials, in a browser, or with an API token. */
type Caller = { name: string; role: Role | null; isToken: boolean; headers: Record<string, string> }

/** What the table says: the code of the refusal, or null for whoever may pass. */
function verdict(rule: Pick<AccessRule, "role" | "kind">, { role, isToken }: Caller): string | null {
  if (rule.role === "anyone") return null
  if (role === null) return "not-signed-in"
  if (ROLES.indexOf(role) < ROLES.indexOf(rule.role)) return "forbidden"
  return rule.kind === "session-only" && isToken ? "session-required" : null
}

/** Asks every cell. What answers otherwise than the table says is named. */
export async function askEveryCell(server: TestServer): Promise<{ cells: number; wrong: string[] }> {
  const callers = await allCallers(server)
  const wrong: string[] = []
  for (const [path, { _def }] of procedures) {
    const rule = whoMayWhat.get(path)
    for (const caller of callers) {
      // The attempts of strangers are counted; that is not what is asked here.
      await server.db.rateLimit.deleteMany()
      const code = await call(`${server.url}/api/trpc/${path}`, _def.type, caller.headers)
      const expected = rule ? verdict(rule, caller) : "forbidden"
      if (!isAsExpected(code, expected))
        wrong.push(`${path} for ${caller.name}: ${code ?? "passed"}, expected ${expected ?? "to pass"}`)
    }
  }
  return { cells: procedures.length * callers.length, wrong }
}

/** Whoever passes may be told that the input is missing, and never that something broke. */
function isAsExpected(code: string | null, expected: string | null): boolean {
  return expected === null ? !refusals.includes(code ?? "") && code !== "internal" : code === expected
}

async function allCallers(server: TestServer): Promise<Caller[]> {
  const callers: Caller[] = [{ name: "nobody", role: null, isToken: false, headers: { origin: server.url } }]
  for (const role of ROLES) {
    const browser = await server.signIn(role)
    callers.push({ name: role, role, isToken: false, headers: { origin: server.url, cookie: browser.cookie() } })
    const { data } = await browser.mutate("access.tokens.create", { name: role, role, expiresInDays: 1 })
    const { token } = data as { token: string }
    if ((await openClient(server.url, token).query("access.me")).status !== 200) throw new Error("the token is no good")
    callers.push({ name: `${role}'s token`, role, isToken: true, headers: { authorization: `Bearer ${token}` } })
  }
  return callers
}

/** Calls without any input: whoever passes is told that it is missing, and nothing happens. */
async function call(url: string, kind: Kind, headers: Record<string, string>): Promise<string | null> {
  const stop = new AbortController()
  const json = { ...headers, "content-type": "application/json" }
  const init = kind === "mutation" ? { method: "POST", headers: json, body: "{}" } : { headers }
  const response = await fetch(url, { ...init, signal: stop.signal })
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream")
  if (isStream && response.body) return firstOf(response.body.pipeThrough(new TextDecoderStream()), stop)
  const body = (await response.json()) as ErrorBody
  return body.error?.data.problem.code ?? null
}

type ErrorBody = { error?: { data: { problem: { code: string } } } }

/** A stream opens with the greeting of tRPC; what comes next is the refusal, or something for who may read. */
async function firstOf(stream: AsyncIterable<string>, stop: AbortController): Promise<string | null> {
  let text = ""
  for await (const chunk of stream) {
    text += chunk
    const [, event, data] = /event: connected\n.*?\n\n(?:event: (.*)\n)?data: (.*)\n/s.exec(text) ?? []
    if (data === undefined) continue
    stop.abort()
    if (event !== "serialized-error") return null
    return (JSON.parse(data) as ErrorBody["error"])?.data.problem.code ?? null
  }
  return null
}
