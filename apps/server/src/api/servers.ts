import { briefServers } from "@signalbox/domain/servers/brief-servers"
import { getServer } from "@signalbox/domain/servers/get-server"
import { listServers } from "@signalbox/domain/servers/list-servers"
import { removeServer } from "@signalbox/domain/servers/remove-server"
import { revokeServer } from "@signalbox/domain/servers/revoke-server"
import { BriefServersInput, ListServersInput, ServerIdInput, UpdateServerInput } from "@signalbox/domain/servers/schema"
import { summariseFleet } from "@signalbox/domain/servers/summarise-fleet"
import { updateServer } from "@signalbox/domain/servers/update-server"
import { createRouter, procedure } from "./trpc.ts"

export const serversRouter = createRouter({
  list: procedure.input(ListServersInput).query(({ ctx, input }) => listServers(ctx, input)),
  brief: procedure.input(BriefServersInput).query(({ ctx, input }) => briefServers(ctx, input)),
  summary: procedure.query(({ ctx }) => summariseFleet(ctx)),
  get: procedure.input(ServerIdInput).query(({ ctx, input }) => getServer(ctx, input)),
  update: procedure.input(UpdateServerInput).mutation(({ ctx, input }) => updateServer(ctx, input)),
  revoke: procedure.input(ServerIdInput).mutation(({ ctx, input }) => revokeServer(ctx, input)),
  remove: procedure.input(ServerIdInput).mutation(({ ctx, input }) => removeServer(ctx, input)),
})
