// The public API: one router per subject. Who may call each procedure stands in access-registry.ts.
import { accessRouter } from "./access.ts"
import { auditRouter } from "./audit.ts"
import { checksRouter } from "./checks.ts"
import { conversionsRouter } from "./conversions.ts"
import { enrolmentsRouter } from "./enrolments.ts"
import { envRouter } from "./env.ts"
import { eventsRouter } from "./events.ts"
import { redisRouter } from "./redis.ts"
import { rolloutsRouter } from "./rollouts.ts"
import { serversRouter } from "./servers.ts"
import { servicesRouter } from "./services.ts"
import { createRouter } from "./trpc.ts"
import { unitsRouter } from "./units.ts"

export const appRouter = createRouter({
  access: accessRouter,
  audit: auditRouter,
  conversions: conversionsRouter,
  enrolments: enrolmentsRouter,
  env: envRouter,
  servers: serversRouter,
  services: servicesRouter,
  checks: checksRouter,
  events: eventsRouter,
  redis: redisRouter,
  rollouts: rolloutsRouter,
  units: unitsRouter,
})

export type AppRouter = typeof appRouter
