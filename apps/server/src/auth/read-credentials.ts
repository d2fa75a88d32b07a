// What a request brings to prove who sends it.
import type { IncomingMessage } from "node:http"
import type { Credentials } from "@signalbox/domain/access/authenticate"
import { fromNodeHeaders } from "better-auth/node"
import type { Auth } from "./create-auth.ts"

export type ReadCredentials = Credentials & { setCookies: string[] }

/** Reads the API token or the session cookie; a session in use is prolonged, for which the browser needs the cookies returned. */
export async function readCredentials(
  auth: Auth,
  req: IncomingMessage,
  address: string | null,
): Promise<ReadCredentials> {
  const bearer = bearerOf(req)
  if (bearer !== undefined || !req.headers.cookie) return { bearer, address, setCookies: [] }
  const { response, headers } = await auth.api.getSession({
    headers: fromNodeHeaders(req.headers),
    returnHeaders: true,
  })
  return { sessionId: response?.session.id, address, setCookies: headers.getSetCookie() }
}

function bearerOf(req: IncomingMessage): string | undefined {
  const { authorization } = req.headers
  if (authorization === undefined) return undefined
  return /^Bearer (\S{1,200})$/i.exec(authorization)?.[1] ?? ""
}
