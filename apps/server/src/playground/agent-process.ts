// The playground's agent: the same program that servers run, as a child of the control plane.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import type { PlaygroundFiles } from "./files.ts"

const AGENT = fileURLToPath(new URL("../../../../agent/src/main.ts", import.meta.url))
const RESTART_AFTER_MS = 2_000
const STOP_WITHIN_MS = 15_000

export type AgentProcessInput = { files: PlaygroundFiles; onLog: (line: string) => void }

/**
 * Enrols with a token, which goes by stdin.
 * @throws Error with what the agent said
 */
export async function enrolPlaygroundAgent(
  { files, onLog }: AgentProcessInput,
  enrolment: { url: string; keyFingerprint: string; token: string },
): Promise<void> {
  const words = ["enrol", "--url", enrolment.url, "--key", enrolment.keyFingerprint]
  let said = ""
  const child = start(files, words, (line) => {
    said = line
    onLog(line)
  })
  child.stdin?.end(enrolment.token)
  const [code] = (await once(child, "close")) as [number | null]
  if (code !== 0) throw new Error(`The playground's agent could not enrol: ${said}`)
}

/** Runs the agent until it is stopped, and starts it again when it ends by itself. */
export function runPlaygroundAgent({ files, onLog }: AgentProcessInput): { stop(): Promise<void> } {
  let isStopping = false
  let timer: NodeJS.Timeout | undefined
  let child: ChildProcess

  function run(): void {
    // Its stdin stays open as long as we live: it ends when we do, however we end.
    child = start(files, ["run"], onLog)
    child.once("close", () => {
      if (!isStopping) timer = setTimeout(run, RESTART_AFTER_MS)
    })
  }

  run()
  return {
    async stop() {
      isStopping = true
      clearTimeout(timer)
      if (child.exitCode !== null || child.signalCode !== null) return
      const closed = once(child, "close")
      child.kill("SIGTERM")
      const killer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS)
      await closed
      clearTimeout(killer)
    },
  }
}

function start(files: PlaygroundFiles, words: string[], onLine: (line: string) => void): ChildProcess {
  const child = spawn(process.execPath, [AGENT, ...words], {
    env: {
      NODE_ENV: "production",
      PATH: "/usr/local/bin:/usr/bin:/bin",
      SIGNALBOX_AGENT_CONFIG_DIR: files.configDir,
      SIGNALBOX_AGENT_STATE_DIR: files.stateDir,
      SIGNALBOX_AGENT_POLICY: files.policyPath,
      SIGNALBOX_AGENT_PLAYGROUND: files.folder,
      SIGNALBOX_AGENT_FIRST_WAIT_MS: "0",
    },
    stdio: ["pipe", "pipe", "pipe"],
  })
  child.on("error", (error) => onLine(error.message))
  child.stdin?.on("error", () => {})
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on("line", onLine)
  }
  return child
}
