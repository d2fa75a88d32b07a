// The table of what the port answers, but for the console, which takes the rest.

import type { EnrolmentKey } from "@signalbox/domain/servers/enrolment-key"
import { hashPassword, verifyPassword } from "better-auth/crypto"
import type { Logger } from "pino"
import { apiRoute, isSignedIn } from "./api/api-route.ts"
import type { ApiServices } from "./api/context.ts"
import { createStreamGuard } from "./api/stream-guard.ts"
import { authRoutes } from "./auth/auth-routes.ts"
import { createAuth } from "./auth/create-auth.ts"
import { createAgentDownloads } from "./http/agent-downloads.ts"
import { agentRoutes } from "./http/agent-routes.ts"
import { healthRoutes } from "./http/health.ts"
import type { Installer } from "./http/installer.ts"
import type { Metrics } from "./http/metrics.ts"
import type { Route } from "./http/route.ts"
import { version } from "./version.ts"

type RoutesInput = {
  services: Omit<ApiServices, "version" | "passwords" | "installerDigest">
  enrolmentKey: EnrolmentKey
  installer: Installer
  rootKey: Buffer
  dataDir: string
  metrics: Metrics
  log: Logger
}

export function createRoutes(input: RoutesInput): {
  routes: Route[]
  close(): void
} {
  const { enrolmentKey, installer, rootKey, dataDir, metrics, log } = input
  const services = { ...input.services, installerDigest: installer.digest }
  const { db, clock, publish, subscribe, publicUrl, controlPlaneKey } = services
  const auth = createAuth({
    db,
    publish,
    publicUrl,
    rootKey,
    onFault: (message) => log.error({ message }, "sign-in failed"),
  })
  const onFault = (error: unknown, requestId?: string) => log.error({ err: error, requestId }, "a request failed")
  const streams = createStreamGuard({ db, clock, subscribe, onFault })
  const downloads = createAgentDownloads({ dataDir, controlPlaneKey, onProgress: (line) => log.info(line) })
  const passwords = { hash: hashPassword, verify: verifyPassword }
  const routes: Route[] = [
    ...healthRoutes(db),
    ...agentRoutes({ domain: services, enrolmentKey, installer, downloads, nowMs: () => performance.now() }),
    metrics.route((request) => isSignedIn(services, auth, request)),
    ...authRoutes({ db, clock, publish, auth }),
    apiRoute({ services: { ...services, passwords, version }, auth, streams, onFault }),
  ]
  return { routes, close: streams.close }
}
