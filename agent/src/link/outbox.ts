import type { ChangeFinished } from "@signalbox/protocol/change"
import { problemView } from "@signalbox/protocol/problem"
import { log } from "../log.ts"
import { fitFinished } from "./fit-finished.ts"

/** Where results wait: on disk, by the journal of changes, until the control plane has stored them. */
export type PendingResults = {
  pendingResults(): readonly ChangeFinished[] | Promise<readonly ChangeFinished[]>
  acknowledge(commandId: string): void | Promise<void>
}

/** @throws Problem when the control plane did not answer with ok */
export type SendFinished = (finished: ChangeFinished) => Promise<void>

/**
 * Sends every result that waits, oldest first, until there is none or one is not taken. Call it after each connect, when a change
 * ends, and now and then: calls that come while it runs are folded into one more round.
 */
export function createOutbox(pending: PendingResults): (send: SendFinished) => Promise<void> {
  let running: Promise<void> | undefined
  let again = false

  async function sendAll(send: SendFinished): Promise<void> {
    do {
      again = false
      for (const finished of await pending.pendingResults()) {
        try {
          await send(fitFinished(finished))
        } catch (error) {
          log("warning", `The result of change ${finished.commandId} was not taken: ${problemView(error).code}.`)
          return
        }
        await pending.acknowledge(finished.commandId)
      }
    } while (again)
  }

  return (send) => {
    again = true
    running ??= sendAll(send).finally(() => {
      running = undefined
    })
    return running
  }
}
