// Speaks to a control plane as a browser does: keeps its cookie, names its origin.
import assert from "node:assert/strict"
import type { ProblemView } from "@signalbox/protocol/problem"

export type Answer = { status: number; data: unknown; problem: ProblemView | undefined; headers: Headers; text: string }

export type Browser = {
  signIn(user: { email: string; password: string }): Promise<void>
  query(path: string, input?: unknown): Promise<Answer>
  mutate(path: string, input?: unknown): Promise<Answer>
  /** A request as it is, with the cookie and the origin unless the headers say otherwise. */
  send(path: string, init?: RequestInit): Promise<Response>
  cookie(): string
}

export function openBrowser(url: string): Browser {
  let cookie = ""
  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers({ origin: url, ...(cookie && { cookie }) })
    new Headers(init.headers).forEach((value, name) => {
      headers.set(name, value)
    })
    const response = await fetch(`${url}${path}`, { ...init, headers, redirect: "manual" })
    for (const one of response.headers.getSetCookie()) {
      if (one.startsWith("signalbox.session_token=")) cookie = one.split(";")[0] ?? ""
    }
    return response
  }
  const post = (path: string, body: unknown) =>
    send(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body ?? null) })
  return {
    send,
    cookie: () => cookie,
    async signIn(user) {
      const { email, password } = user
      const response = await post("/api/auth/sign-in/email", { email, password })
      assert.equal(response.status, 200, await response.text())
    },
    async query(path, input) {
      const search = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`
      return read(await send(`/api/trpc/${path}${search}`))
    },
    mutate: async (path, input) => read(await post(`/api/trpc/${path}`, input)),
  }
}

/** Calls as a program with an API token does: no cookie, no origin. */
export function openClient(url: string, token: string): Pick<Browser, "query" | "mutate"> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
  return {
    async query(path, input) {
      const search = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`
      return read(await fetch(`${url}/api/trpc/${path}${search}`, { headers }))
    },
    async mutate(path, input) {
      return read(
        await fetch(`${url}/api/trpc/${path}`, { method: "POST", headers, body: JSON.stringify(input ?? null) }),
      )
    },
  }
}

export async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  const body = JSON.parse(text) as { result?: { data?: unknown }; error?: { data?: { problem?: ProblemView } } }
  const { status, headers } = response
  return { status, headers, text, data: body.result?.data, problem: body.error?.data?.problem }
}
