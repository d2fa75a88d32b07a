// How procedures are made. Each router file of a subject imports `createRouter` and a procedure from here; who may call it stands
// in access-registry.ts, which every call is checked against, and a call without an entry there is refused.
import { limitAttempts } from "@signalbox/domain/access/limit-attempts"
import { recordRefusal } from "@signalbox/domain/audit/record-refusal"
import { initTRPC, TRPCError } from "@trpc/server"
import { assertAllowed } from "./access-rule.ts"
import type { ApiContext } from "./context.ts"
import { type Loaded, type LoaderName, loadObject } from "./loaders.ts"
import { problemOf } from "./problem-of.ts"

const t = initTRPC.context<ApiContext>().create({
  isDev: false,
  sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
  errorFormatter: ({ shape, error }) => {
    const problem = problemOf(error)
    const data = { problem: problem.toView(), status: problem.status }
    return { code: shape.code, message: problem.message, data }
  },
})

export const createRouter = t.router
export const createCaller = t.createCallerFactory

/** What somebody was refused who is known by name goes into the audit log, if it would have changed something. */
const recorded = t.procedure.use(async ({ ctx, path, type, next }) => {
  const result = await next()
  if (!result.ok && type === "mutation" && ctx.actor && Object.hasOwn(ctx.rules, path)) {
    await recordRefusal({ ...ctx, actor: ctx.actor }, { call: path, problem: problemOf(result.error) })
  }
  return result
})

/** Checks the caller against the registry, then loads the object that the entry names. */
const guarded = recorded.use(async ({ ctx, path, type, getRawInput, next }) => {
  const rule = Object.hasOwn(ctx.rules, path) ? ctx.rules[path] : undefined
  assertAllowed(rule, ctx.actor)
  // What strangers may change, they may try a few times a minute.
  if (rule?.role === "anyone" && type === "mutation") {
    await limitAttempts(ctx, `open:${ctx.address}`, { max: 30, windowMs: 60_000 })
  }
  if (type === "subscription") ctx.admitStream()
  const object = rule?.load && (await loadObject(ctx.db, rule.load, await getRawInput()))
  return next({ ctx: { loaded: { name: rule?.load, object } } })
})

/** For the few calls whose registry entry says `anyone`; `ctx.actor` may be null. */
export const openProcedure = guarded

/** For all others: `ctx.actor` is who asks. */
export const procedure = guarded.use(({ ctx, next }) => {
  if (!ctx.actor) throw new TRPCError({ code: "UNAUTHORIZED" })
  return next({ ctx: { actor: ctx.actor } })
})

/** For calls about one object: `ctx[name]` is its row. The registry entry must say `load: name`. */
export function procedureOn<Name extends LoaderName>(name: Name) {
  return procedure.use(({ ctx, next }) => {
    if (ctx.loaded.name !== name) throw new Error(`the registry entry of this procedure must load ${name}`)
    return next({ ctx: { [name]: ctx.loaded.object } as { [Key in Name]: Loaded<Name> } })
  })
}
