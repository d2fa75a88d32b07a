import type { ActionResult, Supervisor } from "../host/units/supervisor.ts"

type Restarting = Pick<Supervisor, "resetFailed" | "restart" | "show">

/**
 * Restarts a unit whatever became of it before: a crash loop has used up its start limit, and a start would be refused
 * with a good file in place. Between the reset and our start, the supervisor may make one of its own, for a crash from
 * before; where the limit is narrow that takes the start that was meant for us. Then, and only then, it is tried once more.
 */
export async function restartAfresh(
  supervisor: Restarting,
  unit: string,
  options: { timeoutMs: number; signal?: AbortSignal },
): Promise<ActionResult> {
  await supervisor.resetFailed(unit)
  const done = await supervisor.restart(unit, options)
  if (done.ok || options.signal?.aborted) return done
  const [seen] = await supervisor.show([unit])
  if (seen?.result !== "start-limit-hit") return done
  await supervisor.resetFailed(unit)
  return supervisor.restart(unit, options)
}
