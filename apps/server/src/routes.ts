// The table of what the port answers, but for the console, which takes the rest.
import { hashPassword, verifyPassword } from "better-auth/crypto"
import type { Logger } from "pino"
import { apiRoute, isSignedIn } from "./api/api-route.ts"
import type { ApiServices } from "./api/context.ts"
import { createStreamGuard } from "./api/stream-guard.ts"
import { authRoutes } from "./auth/auth-routes.ts"
import { createAuth } from "./auth/create-auth.ts"
import { healthRoutes } from "./http/health.ts"
import type { Metrics } from "./http/metrics.ts"
import type { Route } from "./http/route.ts"
import { version } from "./version.ts"

type RoutesInput = {
  services: Omit<ApiServices, "version" | "passwords">
  rootKey: Buffer
  metrics: Metrics
  log: Logger
}

export function createRoutes({ services, rootKey, metrics, log }: RoutesInput): { routes: Route[]; close(): void } {
  const { db, clock, publish, subscribe, publicUrl } = services
  const auth = createAuth({
    db,
    publish,
    publicUrl,
    rootKey,
    onFault: (message) => log.error({ message }, "sign-in failed"),
  })
  const onFault = (error: unknown, requestId?: string) => log.error({ err: error, requestId }, "a request failed")
  const streams = createStreamGuard({ db, clock, subscribe, onFault })
  const passwords = { hash: hashPassword, verify: verifyPassword }
  const routes: Route[] = [
    ...healthRoutes(db),
    metrics.route((request) => isSignedIn(services, auth, request)),
    ...authRoutes({ db, clock, publish, auth }),
    apiRoute({ services: { ...services, passwords, version }, auth, streams, onFault }),
  ]
  return { routes, close: streams.close }
}
