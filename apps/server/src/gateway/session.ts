import { storable } from "@signalbox/domain/storable"
import { Answer } from "@signalbox/protocol/answer"
import {
  CONTROL_PLANE_MESSAGES,
  type ControlPlaneAnswer,
  type ControlPlaneMessage,
  type ControlPlaneMessageName,
} from "@signalbox/protocol/catalogue"
import { assertFitsLink } from "@signalbox/protocol/message-size"
import { Problem } from "@signalbox/protocol/problem"
import type { Socket } from "socket.io"
import { parseMessage } from "./parse-message.ts"

/** How long the holder of a link has to answer when a second one shows up. */
const PROOF_OF_LIFE_MS = 5_000

/** One agent's live link, after its handshake. */
export type Session = {
  readonly serverId: string
  readonly isOpen: boolean
  /** @throws Problem of the agent, `no-answer`, `too-large` */
  request<N extends ControlPlaneMessageName>(
    name: N,
    message: ControlPlaneMessage<N>,
    timeoutMs: number,
  ): Promise<ControlPlaneAnswer<N>>
  /** True when the agent answers anything at all in time. */
  isAlive(): Promise<boolean>
  close(): void
}

export function createSession(socket: Socket, serverId: string): Session {
  async function ask(name: string, message: unknown, timeoutMs: number): Promise<unknown> {
    const gone = Promise.withResolvers<never>()
    const onGone = () => gone.reject(new Problem("no-answer", "The link broke before the server answered."))
    socket.once("disconnect", onGone)
    try {
      return await Promise.race([socket.timeout(timeoutMs).emitWithAck(name, message), gone.promise])
    } catch (error) {
      throw error instanceof Problem ? error : new Problem("no-answer")
    } finally {
      socket.off("disconnect", onGone)
    }
  }
  return {
    serverId,
    get isOpen() {
      return socket.connected
    },
    async request(name, message, timeoutMs) {
      assertFitsLink(name, message)
      if (!socket.connected) throw new Problem("server-offline")
      return readAnswer(name, await ask(name, message, timeoutMs))
    },
    async isAlive() {
      if (!socket.connected) return false
      return ask("host.observe", {}, PROOF_OF_LIFE_MS).then(
        () => true,
        () => false,
      )
    },
    close() {
      socket.disconnect(true)
    },
  }
}

function readAnswer<N extends ControlPlaneMessageName>(name: N, raw: unknown): ControlPlaneAnswer<N> {
  const answer = parseMessage(`The answer to ${name}`, Answer, raw)
  if (!answer.ok) {
    // It goes into the history of what was asked, so it must be what the database can keep.
    const { code, message, details } = storable(answer.problem) as typeof answer.problem
    throw new Problem(code, message, details ? { details } : {})
  }
  return parseMessage(
    `The answer to ${name}`,
    CONTROL_PLANE_MESSAGES[name].answer,
    answer.value,
  ) as ControlPlaneAnswer<N>
}
