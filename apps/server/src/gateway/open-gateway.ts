import type { Server as HttpServer } from "node:http"
import type { DomainContext } from "@signalbox/domain/context"
import { assertMayAct } from "@signalbox/domain/servers/assert-may-act"
import { authenticateAgent } from "@signalbox/domain/servers/authenticate-agent"
import type { ControlPlaneKey } from "@signalbox/domain/servers/control-plane-key"
import { lockServer } from "@signalbox/domain/servers/lock-server"
import { confirmState, forgetSessions, recordGone, recordHello } from "@signalbox/domain/servers/record-hello"
import { CONNECT_TIMEOUT_MS, MESSAGE_BYTES_MAX, PING_INTERVAL_MS, PING_TIMEOUT_MS } from "@signalbox/protocol/limits"
import { Server, type Socket } from "socket.io"
import { createAgentReports } from "./agent-reports.ts"
import { isAgentRequest } from "./allow-request.ts"
import { type Admitted, serveConnection } from "./connection.ts"
import type { Proven } from "./handshake.ts"
import type { Session } from "./session.ts"
import { createSessions, type SessionRegistry } from "./sessions.ts"
import { createTurns } from "./turns.ts"

export type GatewayInput = {
  httpServer: HttpServer
  domain: Pick<DomainContext, "db" | "clock" | "publish" | "sealer">
  controlPlaneKey: ControlPlaneKey
  /** Name of this process among replicas, the same after a restart. */
  replica: string
  /** Told of faults that are nobody's expected failure. */
  onFault: (error: unknown) => void
  /** Address of the agent, behind trusted proxies the one that they name. */
  addressOf?: (socket: Socket) => string | null
}

export type Gateway = { sessions: SessionRegistry; close(): Promise<void> }

/** Opens the agents' socket on the one port. Before anything else it forgets the links that this replica held before. */
export async function openGateway(input: GatewayInput): Promise<Gateway> {
  const { domain, replica, controlPlaneKey } = input
  await forgetSessions(domain, replica)
  const sessions = createSessions({
    assertMayAct: (serverId) => assertMayAct(domain, serverId),
    lock: (serverId, reason) => lockServer(domain, serverId, reason),
    nowMs: () => performance.now(),
  })
  const handlers = createAgentReports(domain, sessions)
  /** Coming and going of one server are written in the order in which they happened. */
  const inTurn = createTurns()
  /** What must end before the database is taken away. */
  const underWay = new Set<Promise<void>>()
  const keep = (work: Promise<void>) => {
    underWay.add(work)
    void work.finally(() => underWay.delete(work))
  }

  async function admit(proven: Proven, session: Session, address: string | null): Promise<Admitted> {
    const { serverId, proof, protocol } = proven
    const agent = await authenticateAgent({ ...domain, controlPlaneKey }, proven.said, proof)
    await sessions.claim(session)
    try {
      await inTurn(serverId, () => recordHello(domain, { serverId, proof, protocol, address, replica }))
      // Asked again now that a revocation would find the session: one that came in between would have missed it.
      await assertMayAct(domain, serverId)
    } catch (error) {
      gone(session)
      throw error
    }
    const { capabilities, commandSeq, journalHead } = proof
    return {
      welcome: { serverName: agent.serverName, ...agent.next },
      welcomed: () => sessions.connected({ serverId, capabilities, commandSeq, journalHead }),
      confirmed: () => confirmState(domain, serverId, agent.next),
    }
  }

  function gone(session: Session): void {
    if (!sessions.release(session)) return
    sessions.disconnected(session.serverId)
    const { serverId } = session
    const write = async () => void (sessions.isOnline(serverId) || (await recordGone(domain, serverId, replica)))
    keep(inTurn(serverId, write).catch(input.onFault))
  }

  const io = listen(input.httpServer)
  io.of("/agent").on("connection", (socket) => {
    const address = (input.addressOf ?? peerAddress)(socket)
    const served = serveConnection(socket, {
      controlPlaneKey,
      nowMs: () => performance.now(),
      handlers,
      assertMayAct: (serverId) => assertMayAct(domain, serverId),
      admit: (proven, session) => admit(proven, session, address),
      gone,
      onFault: input.onFault,
    })
    keep(served)
  })
  return {
    sessions,
    async close() {
      io.of("/agent").disconnectSockets(true)
      // Not io.close(): that would close the HTTP server too, which is not ours.
      io.engine.close()
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

/** No connection state recovery: it would let a link come back without a handshake, a revoked one too. */
function listen(httpServer: HttpServer): Server {
  const io = new Server(httpServer, {
    path: "/agent/socket.io",
    transports: ["websocket"],
    serveClient: false,
    maxHttpBufferSize: MESSAGE_BYTES_MAX,
    connectTimeout: CONNECT_TIMEOUT_MS,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    allowRequest: (request, decide) => decide(null, isAgentRequest(request)),
  })
  io.use((_socket, next) => next(new Error("There is nothing here.")))
  return io
}

function peerAddress(socket: Socket): string | null {
  return socket.conn.remoteAddress?.replace(/^::ffff:/, "") ?? null
}
