// The public API: one router per subject. Who may call each procedure stands in access-registry.ts.
import { accessRouter } from "./access.ts"
import { auditRouter } from "./audit.ts"
import { checksRouter } from "./checks.ts"
import { enrolmentsRouter } from "./enrolments.ts"
import { envRouter } from "./env.ts"
import { eventsRouter } from "./events.ts"
import { redisPolicyProcedures } from "./redis-policies.ts"
import { rolloutsRouter } from "./rollouts.ts"
import { serversRouter } from "./servers.ts"
import { servicesRouter } from "./services.ts"
import { createRouter } from "./trpc.ts"
import { unitsRouter } from "./units.ts"

export const appRouter = createRouter({
  access: accessRouter,
  audit: auditRouter,
  enrolments: enrolmentsRouter,
  env: envRouter,
  servers: serversRouter,
  services: servicesRouter,
  checks: checksRouter,
  events: eventsRouter,
  redis: createRouter(redisPolicyProcedures),
  rollouts: rolloutsRouter,
  units: unitsRouter,
})

export type AppRouter = typeof appRouter
