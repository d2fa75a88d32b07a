// The public API: one router per subject. Who may call each procedure stands in access-registry.ts.
import { accessRouter } from "./access.ts"
import { auditRouter } from "./audit.ts"
import { envRouter } from "./env.ts"
import { servicesRouter } from "./services.ts"
import { createRouter } from "./trpc.ts"

export const appRouter = createRouter({
  access: accessRouter,
  audit: auditRouter,
  env: envRouter,
  services: servicesRouter,
})

export type AppRouter = typeof appRouter
