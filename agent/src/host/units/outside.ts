// Programs that our sandbox must not bind and our death must not end: a package manager, a Redis that is tried aside. Each
// runs in a transient unit of its own, from a fixed list of arguments.
import { run } from "../run.ts"
import { type ActionResult, literalUnit, type Outside, type OutsideTask } from "./supervisor.ts"

const QUICK_MS = 15_000

export const systemdOutside: Outside = {
  async run(task) {
    const answer = await run("systemd-run", ["--wait", ...options(task)], {
      timeoutMs: task.timeoutMs,
      ...signalOf(task),
    })
    return { ok: answer.code === 0, why: whyOf(task, answer.why) }
  },
  async start(task) {
    const answer = await run("systemd-run", options(task), { timeoutMs: QUICK_MS, ...signalOf(task) })
    return { ok: answer.code === 0, why: whyOf(task, answer.why) }
  },
  async ask(task) {
    const answer = await run("systemd-run", ["--wait", "--pipe", ...options(task)], { timeoutMs: task.timeoutMs })
    return answer.code === 0 ? answer.stdout : null
  },
  async stop(unit): Promise<ActionResult> {
    const answer = await run("systemctl", ["--no-ask-password", "stop", "--", literalUnit(unit)], {
      timeoutMs: QUICK_MS,
    })
    return { ok: answer.code === 0, why: answer.why }
  },
}

function options({ unit, properties = [], environment = {}, argv }: OutsideTask): string[] {
  const variables = Object.entries({ LC_ALL: "C.UTF-8", ...environment }).map(
    ([name, value]) => `--setenv=${name}=${value}`,
  )
  return [
    "--no-ask-password",
    "--quiet",
    "--collect",
    `--unit=${literalUnit(unit)}`,
    ...variables,
    ...properties.map((property) => `--property=${property}`),
    "--",
    ...argv,
  ]
}

function signalOf({ signal }: OutsideTask): { signal?: AbortSignal } {
  return signal ? { signal } : {}
}

function whyOf({ argv }: OutsideTask, why: string): string {
  return `${argv[0]}: ${why}`.slice(0, 500)
}
