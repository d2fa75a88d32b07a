import type { Logger } from "pino"
import { type PlaygroundInput, startPlayground } from "./start-playground.ts"

const READY =
  "The playground is ready: change the env file of its service, greeter, in the console. Break it, and it is put back."

/**
 * Starts the playground beside the control plane: it takes a few seconds, and what goes wrong in it stops nothing else.
 * @returns stops it
 */
export function openPlayground(
  input: Omit<PlaygroundInput, "onLog"> & { log: Logger; progress: (line: string) => void },
): () => Promise<void> {
  const { log, progress } = input
  const starting = startPlayground({ ...input, onLog: (line) => log.debug({ line }, "playground") }).catch((error) => {
    log.warn({ err: error }, "the playground could not be started")
    return undefined
  })
  void starting.then((playground) => {
    if (playground) progress(READY)
  })
  return async () => {
    const playground = await starting
    await playground?.stop()
  }
}
