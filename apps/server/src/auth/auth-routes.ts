// Signing in and out. These two are all of better-auth that can be reached; anything else under /api/auth is not there.
import { confirmSignIn, readPasswordHash } from "@signalbox/domain/access/confirm-sign-in"
import { limitAttempts } from "@signalbox/domain/access/limit-attempts"
import type { DomainContext } from "@signalbox/domain/context"
import { plainText } from "@signalbox/domain/plain-text"
import { Problem } from "@signalbox/protocol/problem"
import { fromNodeHeaders } from "better-auth/node"
import { z } from "zod"
import { assertJson } from "../http/assert-json.ts"
import { readJsonBody } from "../http/read-json-body.ts"
import type { Route, RouteRequest } from "../http/route.ts"
import { type Auth, addressHeader } from "./create-auth.ts"

const SignInInput = z.strictObject({ email: plainText(254).toLowerCase(), password: z.string().max(200) })
/** What is read of better-auth's answer. */
const SignedIn = z.object({ token: z.string() })
const bodyMax = 4_096
const minute = 60_000
const perAddress = { max: 30, windowMs: minute }
const perAccount = { max: 10, windowMs: 5 * minute }

type Ctx = Pick<DomainContext, "db" | "clock" | "publish"> & { auth: Auth }

export function authRoutes(ctx: Ctx): Route[] {
  return [
    { method: "POST", path: "/api/auth/sign-in/email", handle: (request) => signIn(ctx, request) },
    { method: "POST", path: "/api/auth/sign-out", handle: (request) => signOut(ctx, request) },
    {
      path: "/api/auth/*",
      handle: async () => {
        throw new Problem("not-found")
      },
    },
  ]
}

async function signIn(ctx: Ctx, request: RouteRequest): Promise<void> {
  assertJson(request.req)
  const { email, password } = SignInInput.parse(await readJsonBody(request.req, bodyMax))
  await limitAttempts(ctx, `sign-in:address:${request.address}`, perAddress)
  await limitAttempts(ctx, `sign-in:account:${email}`, perAccount)
  const hashBefore = await readPasswordHash(ctx, email)
  const answer = await ctx.auth.api.signInEmail({
    body: { email, password },
    headers: headersOf(request),
    asResponse: true,
  })
  if (answer.status >= 500) throw new Problem("internal")
  const wasGood = answer.ok && (await confirmSignIn(ctx, { ...SignedIn.parse(await answer.json()), hashBefore }))
  if (!wasGood) throw new Problem("invalid-credentials", "That e-mail and password do not match.")
  finish(request, answer.headers.getSetCookie())
}

async function signOut(ctx: Ctx, request: RouteRequest): Promise<void> {
  assertJson(request.req)
  const answer = await ctx.auth.api.signOut({ headers: headersOf(request), asResponse: true })
  ctx.publish({ kind: "access" })
  finish(request, answer.headers.getSetCookie())
}

function headersOf({ req, address }: RouteRequest): Headers {
  const headers = fromNodeHeaders(req.headers)
  headers.set(addressHeader, address ?? "")
  return headers
}

/** Nothing of what better-auth answers is passed on but its cookies: its body repeats the session's token. */
function finish({ res }: RouteRequest, cookies: string[]): void {
  if (cookies.length > 0) res.setHeader("set-cookie", cookies)
  res.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" }).end("{}")
}
