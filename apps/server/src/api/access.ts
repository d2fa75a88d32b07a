// People, tokens and sessions. A model for the routers beside it: schema in, one use case, its answer out.
import { acceptInvitation } from "@signalbox/domain/access/accept-invitation"
import { changePassword } from "@signalbox/domain/access/change-password"
import { changeRole } from "@signalbox/domain/access/change-role"
import { claimFirstAdmin } from "@signalbox/domain/access/claim-first-admin"
import { createToken } from "@signalbox/domain/access/create-token"
import { disableUser } from "@signalbox/domain/access/disable-user"
import { endSession } from "@signalbox/domain/access/end-session"
import { inviteUser } from "@signalbox/domain/access/invite-user"
import { listInvitations } from "@signalbox/domain/access/list-invitations"
import { listSessions } from "@signalbox/domain/access/list-sessions"
import { listTokens } from "@signalbox/domain/access/list-tokens"
import { listUsers } from "@signalbox/domain/access/list-users"
import { readFirstRun } from "@signalbox/domain/access/read-first-run"
import { readMe } from "@signalbox/domain/access/read-me"
import { revokeInvitation } from "@signalbox/domain/access/revoke-invitation"
import { revokeToken } from "@signalbox/domain/access/revoke-token"
import {
  AcceptInvitationInput,
  ChangePasswordInput,
  ChangeRoleInput,
  ClaimFirstAdminInput,
  CreateTokenInput,
  DisableUserInput,
  EndSessionInput,
  InviteUserInput,
  ListUsersInput,
  RevokeInvitationInput,
  RevokeTokenInput,
} from "@signalbox/domain/access/schema"
import { PageInput } from "@signalbox/domain/paging"
import { createRouter, openProcedure, procedure } from "./trpc.ts"

export const accessRouter = createRouter({
  firstRun: openProcedure.query(({ ctx }) => readFirstRun(ctx)),
  claimFirstAdmin: openProcedure.input(ClaimFirstAdminInput).mutation(({ ctx, input }) => claimFirstAdmin(ctx, input)),
  acceptInvitation: openProcedure
    .input(AcceptInvitationInput)
    .mutation(({ ctx, input }) => acceptInvitation(ctx, input)),
  me: procedure.query(({ ctx }) => readMe(ctx)),
  changePassword: procedure.input(ChangePasswordInput).mutation(({ ctx, input }) => changePassword(ctx, input)),
  users: createRouter({
    list: procedure.input(ListUsersInput).query(({ ctx, input }) => listUsers(ctx, input)),
    changeRole: procedure.input(ChangeRoleInput).mutation(({ ctx, input }) => changeRole(ctx, input)),
    setDisabled: procedure.input(DisableUserInput).mutation(({ ctx, input }) => disableUser(ctx, input)),
    invite: procedure.input(InviteUserInput).mutation(({ ctx, input }) => inviteUser(ctx, input)),
    invitations: procedure.query(({ ctx }) => listInvitations(ctx)),
    revokeInvitation: procedure.input(RevokeInvitationInput).mutation(({ ctx, input }) => revokeInvitation(ctx, input)),
  }),
  tokens: createRouter({
    list: procedure.input(PageInput).query(({ ctx, input }) => listTokens(ctx, input)),
    create: procedure.input(CreateTokenInput).mutation(({ ctx, input }) => createToken(ctx, input)),
    revoke: procedure.input(RevokeTokenInput).mutation(({ ctx, input }) => revokeToken(ctx, input)),
  }),
  sessions: createRouter({
    list: procedure.query(({ ctx }) => listSessions(ctx)),
    end: procedure.input(EndSessionInput).mutation(({ ctx, input }) => endSession(ctx, input)),
  }),
})
