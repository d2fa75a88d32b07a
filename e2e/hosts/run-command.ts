// Programs are started from an argument array, never through a shell, and a result always says why it ended.

import { spawn } from "node:child_process"
import { text } from "node:stream/consumers"
import { childEnvironment } from "./config.ts"

export interface CommandResult {
  readonly stdout: string
  readonly stderr: string
  /** Exit code; -1 when a signal ended the program. */
  readonly code: number
}

export interface CommandOptions {
  /** Written to the program's stdin, which is closed afterwards. */
  readonly input?: string | Uint8Array
  /** Default two minutes; the program is then killed and the call rejects. */
  readonly timeoutMs?: number
  readonly onStdoutLine?: (line: string) => void
}

/** Runs a program to its end. A non-zero exit is a result, not an error; rejects when it cannot start or takes too long. */
export async function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 120_000)
  const child = spawn(file, args, { env: childEnvironment(), signal: timeout, killSignal: "SIGKILL", cwd: "/" })
  // A program that ends without reading its input is no failure of ours: its exit code says what happened.
  child.stdin.on("error", () => {})
  child.stdin.end(options.input ?? "")
  if (options.onStdoutLine) followLines(child.stdout, options.onStdoutLine)
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", (error) =>
      reject(timeout.aborted ? new Error(`${file} ${args.join(" ")} took too long`) : error),
    )
    child.once("close", (code) => resolve(code ?? -1))
  })
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { stdout, stderr, code }
}

/** Like runCommand, and throws with what the program said when it did not exit with 0. Returns stdout. */
export async function runChecked(file: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await runCommand(file, args, options)
  if (result.code !== 0) {
    const said = (result.stderr.trim() || result.stdout.trim()).slice(-2_000)
    throw new Error(`${file} ${args.join(" ")} exited with ${result.code}: ${said}`)
  }
  return result.stdout
}

function followLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = ""
  stream.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) onLine(line)
  })
}
