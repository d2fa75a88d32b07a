// A steady load of real tasks on the scenario's servers, counted by the workload itself: each accepted task has to run once.
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { until } from "../until.ts"
import type { Host } from "./host.ts"

const UNIT = "ytd-load.service"
const PROGRAM = "/opt/send-tasks.py"
const SENT = "/opt/tasks-sent.log"
const TASKS_DONE = "/opt/ytdl/backend-python/tasks-done.log"
const JOBS_DONE = "/opt/ytdl/cookie-extractor/jobs-done.log"

export type TaskCount = {
  accepted: number
  /** The backend did not answer, as it restarted: it may have taken the task or not. */
  unanswered: number
  lost: string[]
  /** Ran more than once. */
  twice: string[]
  jobs: number
  jobsTwice: string[]
  /** Seconds for which a job of the repeating Bull queue was due and none ran. */
  jobsMissing: string[]
}

/** One task a second on each server, until `stop`. */
export async function startTaskLoad(servers: readonly Host[]): Promise<{ stop(): Promise<void> }> {
  const program = await readFile(fileURLToPath(new URL("fixtures/send-tasks.py", import.meta.url)), "utf8")
  for (const host of servers) {
    await host.run("sh", ["-c", `cat > ${PROGRAM}`], { input: program })
    await host.run("systemd-run", [`--unit=${UNIT}`, "python3", PROGRAM, host.name, SENT])
  }
  return {
    async stop() {
      for (const host of servers) await host.run("systemctl", ["stop", UNIT])
    },
  }
}

/** Waits until every accepted task has run, or nothing more runs; then counts. Call it when the load has stopped. */
export async function countTasks(servers: readonly Host[]): Promise<TaskCount> {
  const sent = await linesOf(servers, SENT)
  const accepted = sent.filter((line) => line.startsWith("accepted ")).map((line) => line.slice(9))
  const isDone = async () => {
    const done = new Set(await linesOf(servers, TASKS_DONE))
    return accepted.every((id) => done.has(id)) || undefined
  }
  await until("every accepted task has run", isDone, 60_000).catch(() => undefined)
  const runs = countEach(await linesOf(servers, TASKS_DONE))
  const jobs = countEach(await linesOf(servers, JOBS_DONE))
  return {
    accepted: accepted.length,
    unanswered: sent.filter((line) => line.startsWith("unanswered ")).length,
    lost: accepted.filter((id) => !runs.has(id)),
    twice: [...runs].filter(([, times]) => times > 1).map(([id]) => id),
    jobs: jobs.size,
    jobsTwice: [...jobs].filter(([, times]) => times > 1).map(([id]) => id),
    jobsMissing: missingTimes([...jobs.keys()]),
  }
}

async function linesOf(servers: readonly Host[], path: string): Promise<string[]> {
  const texts = await Promise.all(servers.map((host) => host.exec("cat", [path])))
  return texts.flatMap(({ stdout }) => stdout.split("\n").filter((line) => line !== ""))
}

function countEach(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

/** Bull names a repeated job by the time at which it is due; between the first and the last none may be left out. */
function missingTimes(ids: readonly string[]): string[] {
  const bySchedule = Map.groupBy(ids, (id) => id.slice(0, id.lastIndexOf(":")))
  return [...bySchedule].flatMap(([schedule, own]) => {
    const times = own.map((id) => Number(id.slice(id.lastIndexOf(":") + 1))).sort((a, b) => a - b)
    const every = Math.min(...times.slice(1).map((time, at) => time - (times[at] ?? 0)))
    return times
      .slice(1)
      .filter((time, at) => time - (times[at] ?? 0) > every)
      .map((time) => `${schedule}:${time}`)
  })
}
