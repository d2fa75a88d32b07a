import type { Logger } from "pino"
import { type PlaygroundInput, startPlayground } from "./start-playground.ts"

/**
 * Starts the playground beside the control plane: it takes a few seconds, and what goes wrong in it stops nothing else.
 * @returns stops it
 */
export function openPlayground(input: Omit<PlaygroundInput, "onLog"> & { log: Logger }): () => Promise<void> {
  const { log } = input
  const starting = startPlayground({ ...input, onLog: (line) => log.debug({ line }, "playground") }).catch((error) => {
    log.warn({ err: error }, "the playground could not be started")
    return undefined
  })
  return async () => {
    const playground = await starting
    await playground?.stop()
  }
}
