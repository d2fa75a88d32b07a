import { storable } from "@signalbox/domain/storable"
import type { Answer } from "@signalbox/protocol/answer"
import {
  CONTROL_PLANE_MESSAGES,
  type ControlPlaneAnswer,
  type ControlPlaneMessage,
  type ControlPlaneMessageName,
} from "@signalbox/protocol/catalogue"
import { Problem } from "@signalbox/protocol/problem"
import type { SealedLink } from "@signalbox/protocol/sealed-link"
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

export type SessionInput = {
  serverId: string
  socket: Pick<Socket, "connected" | "disconnect">
  link: Pick<SealedLink, "ask">
}

export function createSession({ serverId, socket, link }: SessionInput): Session {
  return {
    serverId,
    get isOpen() {
      return socket.connected
    },
    async request(name, message, timeoutMs) {
      if (!socket.connected) throw new Problem("server-offline")
      return readAnswer(name, await link.ask(name, message, timeoutMs))
    },
    async isAlive() {
      if (!socket.connected) return false
      return link.ask("host.observe", {}, PROOF_OF_LIFE_MS).then(
        () => true,
        () => false,
      )
    },
    close() {
      socket.disconnect(true)
    },
  }
}

function readAnswer<N extends ControlPlaneMessageName>(name: N, answer: Answer): ControlPlaneAnswer<N> {
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
