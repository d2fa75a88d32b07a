// Runs a program as file + argument list, never through a shell, with an environment of its own, a bound in time and
// a result that says why it ended. The whole process group is ended, so that a grandchild keeps nothing open.
import { spawn } from "node:child_process"

export type RunOptions = {
  /** Milliseconds until it is asked to end (SIGTERM). */
  timeoutMs: number
  /** Milliseconds from there until it is killed. */
  killAfterMs?: number
  /** Bytes kept of each of stdout and stderr; the program is ended when it says more. */
  outputBytesMax?: number
  signal?: AbortSignal
}

export type RunResult = {
  ended: "exited" | "timed-out" | "aborted" | "killed" | "too-much-output" | "not-started"
  /** Exit status; null unless it exited. */
  code: number | null
  stdout: string
  stderr: string
  /** In words, for a message: "systemctl exited with 1: Unit x is masked." */
  why: string
}

/**
 * What programs of ours get: no variable of the agent's own, and messages in English, for they are parsed. Only the system's own
 * folders: what somebody put into /usr/local, which on some systems a group may write, is not run by root.
 */
export const PROGRAM_ENVIRONMENT: NodeJS.ProcessEnv = Object.assign(Object.create(null), {
  PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
  LC_ALL: "C.UTF-8",
  SYSTEMD_COLORS: "0",
})

/** Never rejects: what goes wrong is in the result. */
export function run(file: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  const { timeoutMs, killAfterMs = 2_000, outputBytesMax = 4 * 1024 * 1024, signal } = options
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve(result(file, { ended: "aborted" }))
    const child = spawn(file, args, { env: PROGRAM_ENVIRONMENT, stdio: ["ignore", "pipe", "pipe"], detached: true })
    let because: RunResult["ended"] | undefined
    let killTimer: NodeJS.Timeout | undefined
    const end = (why: RunResult["ended"]) => {
      if (because) return
      because = why
      killGroup(child.pid, "SIGTERM")
      killTimer = setTimeout(() => killGroup(child.pid, "SIGKILL"), killAfterMs)
    }
    const onAbort = () => end("aborted")
    const timer = setTimeout(() => end("timed-out"), timeoutMs)
    signal?.addEventListener("abort", onAbort, { once: true })
    const stdout = collect(child.stdout, outputBytesMax, () => end("too-much-output"))
    const stderr = collect(child.stderr, outputBytesMax, () => end("too-much-output"))
    const finish = (seen: { ended: RunResult["ended"]; code?: number | null; why?: string }) => {
      clearTimeout(timer)
      clearTimeout(killTimer)
      signal?.removeEventListener("abort", onAbort)
      resolve(result(file, { ...seen, stdout: stdout(), stderr: stderr() }))
    }
    child.once("error", (error) => finish({ ended: "not-started", why: error.message }))
    child.once("close", (code) => finish({ ended: because ?? (code === null ? "killed" : "exited"), code }))
  })
}

function collect(stream: NodeJS.ReadableStream, bytesMax: number, onFull: () => void): () => string {
  const chunks: Buffer[] = []
  let length = 0
  stream.on("data", (chunk: Buffer) => {
    if (length >= bytesMax) return
    chunks.push(chunk)
    length += chunk.length
    if (length >= bytesMax) onFull()
  })
  return () => Buffer.concat(chunks).subarray(0, bytesMax).toString("utf8")
}

/** A negative pid names the group: `detached` made the child the leader of its own. */
function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // it is gone already
  }
}

type Seen = { ended: RunResult["ended"]; code?: number | null; stdout?: string; stderr?: string; why?: string }

function result(file: string, { ended, code = null, stdout = "", stderr = "", why = "" }: Seen): RunResult {
  const said = (why || stderr).trim().slice(0, 400)
  const how =
    ended === "exited" ? `exited with ${code}` : ended === "timed-out" ? "did not end in time" : `was ${ended}`
  return { ended, code: ended === "exited" ? code : null, stdout, stderr, why: `${file} ${how}${said && `: ${said}`}` }
}
