import type * as access from "@signalbox/domain/access/schema"
import type * as audit from "@signalbox/domain/audit/schema"
import type * as checks from "@signalbox/domain/checks/schema"
import type * as env from "@signalbox/domain/env/schema"
import type { LiveEvent } from "@signalbox/domain/events/schema"
import type { Page } from "@signalbox/domain/paging"
import type * as rollouts from "@signalbox/domain/rollouts/schema"
import type * as servers from "@signalbox/domain/servers/schema"
import type * as services from "@signalbox/domain/services/schema"
import type * as units from "@signalbox/domain/units/schema"
import type {
  TRPCBuiltRouter,
  TRPCDefaultErrorShape,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from "@trpc/server"
import type { z } from "zod"

type In<S extends z.ZodType> = z.input<S>
type Q<I, O> = TRPCQueryProcedure<{ input: I; output: O; meta: unknown }>
type M<I, O> = TRPCMutationProcedure<{ input: I; output: O; meta: unknown }>
type S<I, O> = TRPCSubscriptionProcedure<{ input: I; output: AsyncIterable<O, void, void>; meta: unknown }>
// biome-ignore lint/suspicious/noConfusingVoidType: this is how tRPC says "no input"
type None = void
type Done = unknown

type Routes = {
  access: {
    firstRun: Q<None, access.FirstRunView>
    claimFirstAdmin: M<In<typeof access.ClaimFirstAdminInput>, Done>
    acceptInvitation: M<In<typeof access.AcceptInvitationInput>, Done>
    me: Q<None, access.MeView>
    changePassword: M<In<typeof access.ChangePasswordInput>, Done>
    users: {
      list: Q<In<typeof access.ListUsersInput>, Page<access.UserView>>
      changeRole: M<In<typeof access.ChangeRoleInput>, Done>
      setDisabled: M<In<typeof access.DisableUserInput>, Done>
      invite: M<In<typeof access.InviteUserInput>, access.InvitationCreatedView>
      invitations: Q<None, access.InvitationView[]>
      revokeInvitation: M<In<typeof access.RevokeInvitationInput>, Done>
    }
    tokens: {
      list: Q<In<typeof access.ListUsersInput>, Page<access.TokenView>>
      create: M<In<typeof access.CreateTokenInput>, access.TokenCreatedView>
      revoke: M<In<typeof access.RevokeTokenInput>, Done>
    }
    sessions: { list: Q<None, access.SessionView[]>; end: M<In<typeof access.EndSessionInput>, Done> }
  }
  servers: {
    list: Q<In<typeof servers.ListServersInput>, Page<servers.ServerRowView>>
    summary: Q<None, servers.FleetSummaryView>
    get: Q<In<typeof servers.ServerIdInput>, servers.ServerView>
    update: M<In<typeof servers.UpdateServerInput>, Done>
    revoke: M<In<typeof servers.ServerIdInput>, Done>
    remove: M<In<typeof servers.ServerIdInput>, Done>
  }
  enrolments: {
    create: M<In<typeof servers.CreateEnrolmentInput>, servers.EnrolmentCreatedView>
    list: Q<In<typeof servers.ListEnrolmentsInput>, Page<servers.EnrolmentView>>
    revoke: M<In<typeof servers.RevokeEnrolmentInput>, Done>
  }
  services: {
    list: Q<In<typeof services.ListServicesInput>, Page<services.ServiceRowView>>
    get: Q<In<typeof services.ServiceIdInput>, services.ServiceView>
    create: M<In<typeof services.CreateServiceInput>, services.ServiceView>
    update: M<In<typeof services.UpdateServiceInput>, services.ServiceView>
    remove: M<In<typeof services.ServiceIdInput>, Done>
    assign: M<In<typeof services.AssignServiceInput>, services.ServiceView>
    unassign: M<In<typeof services.UnassignServiceInput>, services.ServiceView>
  }
  env: {
    get: Q<In<typeof env.GetEnvInput>, env.EnvView>
    history: Q<In<typeof env.EnvHistoryInput>, Page<env.EnvHistoryItemView>>
    diff: Q<In<typeof env.EnvDiffInput>, env.EnvDiffView>
    save: M<In<typeof env.SaveEnvInput>, env.EnvSavedView>
    import: M<In<typeof env.ImportEnvInput>, env.EnvImportedView>
    reveal: M<In<typeof env.RevealEnvInput>, env.EnvRevealedView>
    drift: Q<In<typeof env.EnvDriftInput>, env.EnvDriftView>
  }
  rollouts: {
    plan: Q<In<typeof rollouts.PlanRolloutInput>, rollouts.PlanView>
    start: M<In<typeof rollouts.StartRolloutInput>, { rolloutId: string; number: number }>
    get: Q<In<typeof rollouts.RolloutIdInput>, rollouts.RolloutView>
    list: Q<In<typeof rollouts.ListRolloutsInput>, Page<rollouts.RolloutRowView>>
    pause: M<In<typeof rollouts.RolloutIdInput>, rollouts.RolloutView>
    resume: M<In<typeof rollouts.RolloutIdInput>, rollouts.RolloutView>
    abort: M<In<typeof rollouts.RolloutIdInput>, rollouts.RolloutView>
    retryFailed: M<In<typeof rollouts.RolloutIdInput>, rollouts.RolloutView>
    rollback: M<In<typeof rollouts.RollbackInput>, { rolloutId: string; number: number }>
    evidence: Q<In<typeof rollouts.EvidenceInput>, rollouts.TargetEvidenceView>
    follow: S<In<typeof rollouts.RolloutIdInput>, rollouts.RolloutView>
  }
  checks: { run: M<In<typeof checks.RunChecksInput>, checks.ChecksRunView> }
  units: { list: Q<In<typeof units.ListUnitsInput>, units.UnitRowView[]> }
  audit: {
    list: Q<In<typeof audit.ListAuditInput>, Page<audit.AuditEntryView>>
    verify: Q<None, audit.AuditVerifyView>
  }
  events: { stream: S<None, LiveEvent> }
}

type Root = { ctx: object; meta: object; errorShape: TRPCDefaultErrorShape; transformer: false }

/** The API as the console sees it. */
export type AppRouter = TRPCBuiltRouter<Root, Routes>
