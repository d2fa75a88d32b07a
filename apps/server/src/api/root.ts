// The public API: one router per subject. Who may call each procedure stands in access-registry.ts.
import { accessRouter } from "./access.ts"
import { createRouter } from "./trpc.ts"

export const appRouter = createRouter({
  access: accessRouter,
})

export type AppRouter = typeof appRouter
