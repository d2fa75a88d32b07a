import { listUnits } from "@signalbox/domain/units/list-units"
import { ListUnitsInput } from "@signalbox/domain/units/schema"
import { createRouter, procedure } from "./trpc.ts"

export const unitsRouter = createRouter({
  list: procedure.input(ListUnitsInput).query(({ ctx, input }) => listUnits(ctx, input)),
})
