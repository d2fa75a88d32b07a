import { saveEnv } from "../env/save-env.ts"
import { SaveEnvInput } from "../env/schema.ts"
import { assignService } from "../services/assign-service.ts"
import type { CreateServiceInput } from "../services/schema.ts"
import { createDomainWorld } from "./domain-world.ts"

/** A world with one service on three servers, and short words for what is done to its env. */
export async function createEnvWorld(definition: Partial<CreateServiceInput> = {}) {
  const world = await createDomainWorld()
  const service = await world.addService("backend", definition)
  const servers = {
    aws: await world.addServer("dl-aws-1"),
    fra: await world.addServer("dl-fra-1"),
    hel: await world.addServer("dl-hel-1"),
  }
  await assignService(world.ctx, { serviceId: service.id, serverIds: Object.values(servers) })
  const save = (input: Omit<Partial<SaveEnvInput>, "serviceId">, ctx = world.ctx) =>
    saveEnv(ctx, SaveEnvInput.parse({ serviceId: service.id, ...input }))
  return {
    ...world,
    serviceId: service.id,
    envPath: service.envPath,
    servers,
    save,
    saveBase: (text: string, editedFrom: number) => save({ base: { text, editedFrom } }),
    saveOverrides: (serverId: string, text: string, editedFrom: number) =>
      save({ overrides: [{ serverId, text, editedFrom }] }),
  }
}
export type EnvWorld = Awaited<ReturnType<typeof createEnvWorld>>
