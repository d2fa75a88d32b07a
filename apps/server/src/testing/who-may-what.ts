// Who may call what, written down a second time and by hand: what is weakened in the registry is seen by its difference from this.
// A new procedure gets its line in both.
import type { AccessRule } from "../api/access-rule.ts"

type Group = Pick<AccessRule, "role" | "kind"> & { calls: string }

const groups: Group[] = [
  { role: "anyone", kind: "any", calls: "access.{firstRun,claimFirstAdmin,acceptInvitation}" },
  {
    role: "viewer",
    kind: "any",
    calls: `access.me servers.{list,brief,summary,get} services.{list,get} env.{get,findKeys,history,diff,drift} audit.{list,verify} enrolments.list
      rollouts.{plan,get,list,evidence,follow} conversions.{plan,get,list,report,reportText} units.list events.stream
      redis.{list,get,queues,clients,latency,slowlog,lint,topology,info,hybridReport,policies,policy}`,
  },
  {
    role: "viewer",
    kind: "session-only",
    calls: "access.changePassword access.tokens.{list,create,revoke} access.sessions.{list,end}",
  },
  {
    role: "operator",
    kind: "any",
    calls: `enrolments.{create,revoke} servers.update services.{create,update,remove,assign,unassign} env.{save,import,reveal}
      rollouts.{start,pause,resume,abort,retryFailed,rollback} conversions.{start,pause,resume,stop,takeBack} checks.run
      redis.{addShared,removeShared,createPolicy,setPolicy,install,remove,rotatePassword,finishRotation}`,
  },
  { role: "admin", kind: "any", calls: "servers.{revoke,remove} access.users.{list,invitations}" },
  { role: "admin", kind: "session-only", calls: "access.users.{changeRole,setDisabled,invite,revokeInvitation}" },
]

export const whoMayWhat: ReadonlyMap<string, Pick<AccessRule, "role" | "kind">> = new Map(
  groups.flatMap(({ role, kind, calls }) =>
    calls
      .split(/\s+/)
      .flatMap(spelledOut)
      .map((path) => [path, { role, kind }]),
  ),
)

/** `a.{b,c}` is `a.b` and `a.c`. */
function spelledOut(call: string): string[] {
  const [, before, names] = /^(.*)\{(.*)\}$/.exec(call) ?? []
  return names === undefined ? [call] : names.split(",").map((name) => `${before}${name}`)
}
