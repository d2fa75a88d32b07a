// The API over HTTP: finds out who asks, hands the call to tRPC, and cuts live streams whose holder has lost their access.
import { authenticate } from "@signalbox/domain/access/authenticate"
import type { DomainContext } from "@signalbox/domain/context"
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http"
import type { Auth } from "../auth/create-auth.ts"
import { readCredentials } from "../auth/read-credentials.ts"
import { assertJson } from "../http/assert-json.ts"
import type { Route, RouteRequest } from "../http/route.ts"
import { accessRegistry } from "./access-registry.ts"
import type { ApiContext, ApiServices } from "./context.ts"
import { problemOf } from "./problem-of.ts"
import { appRouter } from "./root.ts"
import type { StreamGuard } from "./stream-guard.ts"

export const apiPath = "/api/trpc"
const bodyBytesMax = 1_048_576
const batchMax = 20

export type ApiRouteInput = {
  services: ApiServices
  auth: Auth
  streams: StreamGuard
  /** Told of what is nobody's expected failure. */
  onFault: (error: unknown, requestId: string) => void
}

export function apiRoute({ services, auth, streams, onFault }: ApiRouteInput): Route {
  return {
    path: `${apiPath}/*`,
    async handle(request) {
      const { req, res, url, requestId } = request
      assertJson(req)
      res.setHeader("cache-control", "no-store")
      const ctx = await contextOf(request, { services, auth, streams })
      await nodeHTTPRequestHandler({
        router: appRouter,
        req,
        res,
        path: url.pathname.slice(apiPath.length + 1),
        maxBodySize: bodyBytesMax,
        maxBatchSize: batchMax,
        // A query may come by POST where its input is longer than a URL may be, such as a plan over hundreds of servers.
        allowMethodOverride: true,
        createContext: () => ctx,
        responseMeta: ({ errors }) => {
          const [first] = errors
          // tRPC knows fewer statuses than our table has.
          return first && errors.length === 1 ? { status: problemOf(first).status } : {}
        },
        onError: ({ error }) => {
          const problem = problemOf(error)
          if (problem.code === "internal") onFault(error.cause ?? error, requestId)
        },
      })
    },
  }
}

type Who = Pick<ApiRouteInput, "services" | "auth" | "streams">

async function contextOf(request: RouteRequest, { services, auth, streams }: Who): Promise<ApiContext> {
  const { res, address, requestId } = request
  const { setCookies, ...credentials } = await readCredentials(auth, request.req, address)
  for (const cookie of setCookies) res.appendHeader("set-cookie", cookie)
  const who = await authenticate(services, credentials)
  if (who) streams.watch(res, who.actor, credentials)
  const admitStream = () => streams.admit(res)
  return { ...services, actor: null, sessionId: null, ...who, address, requestId, admitStream, rules: accessRegistry }
}

/** Whether the caller holds any role at all. */
export async function isSignedIn(
  domain: Pick<DomainContext, "db" | "clock">,
  auth: Auth,
  request: RouteRequest,
): Promise<boolean> {
  const { setCookies: _, ...credentials } = await readCredentials(auth, request.req, request.address)
  return (await authenticate(domain, credentials)) !== null
}
