// Each party of a measurement is a process of its own, so that none waits for another's turn in an event loop.
import { type ChildProcess, fork } from "node:child_process"

export type Helper = {
  /** Asks for one of the helper's actions and waits for its answer. @throws Error when the helper failed or ended */
  ask<Answer>(action: string): Promise<Answer>
  end(): Promise<void>
}

type Message = { action: string; answer?: unknown; failed?: string }

/**
 * Starts a program that calls `answerParent`, and waits until it does.
 * @param options handed to the program, as JSON
 */
export async function startHelper(program: URL, options: object): Promise<Helper> {
  const child = fork(program, [JSON.stringify(options)], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  })
  await nextMessage(child, "ready")
  return {
    ask: async <Answer>(action: string) => {
      const answered = nextMessage(child, action)
      child.send({ action })
      return (await answered) as Answer
    },
    end: async () => {
      const ended = new Promise<void>((resolve) => child.once("close", () => resolve()))
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill("SIGKILL")
      await ended
    },
  }
}

function nextMessage(child: ChildProcess, action: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onClose = (code: number | null) =>
      reject(new Error(`a helper ended (${code}) before it had answered ${action}`))
    child.once("close", onClose)
    child.once("message", (message: Message) => {
      child.off("close", onClose)
      if (message.failed !== undefined) reject(new Error(message.failed))
      else resolve(message.answer)
    })
  })
}

/** What the helper was started with. */
export function helperOptions<Options>(): Options {
  return JSON.parse(process.argv[2] ?? "{}") as Options
}

/** Says that the helper is ready, and answers until the parent is gone, which ends it. */
export function answerParent(actions: Record<string, () => unknown>): void {
  process.on("disconnect", () => process.exit(0))
  process.on("message", async ({ action }: Message) => {
    try {
      process.send?.({ action, answer: await actions[action]?.() })
    } catch (error) {
      process.send?.({ action, failed: error instanceof Error ? error.message : String(error) })
    }
  })
  process.send?.({ action: "ready" })
}
