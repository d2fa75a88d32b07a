import { assignService } from "@signalbox/domain/services/assign-service"
import { createService } from "@signalbox/domain/services/create-service"
import { getService } from "@signalbox/domain/services/get-service"
import { listServices } from "@signalbox/domain/services/list-services"
import { removeService } from "@signalbox/domain/services/remove-service"
import {
  AssignServiceInput,
  CreateServiceInput,
  ListServicesInput,
  ServiceIdInput,
  UnassignServiceInput,
  UpdateServiceInput,
} from "@signalbox/domain/services/schema"
import { unassignService } from "@signalbox/domain/services/unassign-service"
import { updateService } from "@signalbox/domain/services/update-service"
import { createRouter, procedure } from "./trpc.ts"

export const servicesRouter = createRouter({
  list: procedure.input(ListServicesInput).query(({ ctx, input }) => listServices(ctx, input)),
  get: procedure.input(ServiceIdInput).query(({ ctx, input }) => getService(ctx, input)),
  create: procedure.input(CreateServiceInput).mutation(({ ctx, input }) => createService(ctx, input)),
  update: procedure.input(UpdateServiceInput).mutation(({ ctx, input }) => updateService(ctx, input)),
  remove: procedure.input(ServiceIdInput).mutation(({ ctx, input }) => removeService(ctx, input)),
  assign: procedure.input(AssignServiceInput).mutation(({ ctx, input }) => assignService(ctx, input)),
  unassign: procedure.input(UnassignServiceInput).mutation(({ ctx, input }) => unassignService(ctx, input)),
})
