// A long way between two TCP ends: whatever enters comes out in order, a fixed time later, as fast as it came in.
// This kernel may lack netem, so the delay is made here: a delay line per direction, not a wait per message.

import { once } from "node:events"
import { createServer, type Server, Socket } from "node:net"
import { DelayLine } from "./delay-line.ts"

export interface SlowLinkOptions {
  readonly listenAddress: string
  /** 0 takes a free port. */
  readonly listenPort: number
  readonly targetAddress: string
  readonly targetPort: number
  /** Each direction; default 75. A round trip takes twice as long, and so does a connect. */
  readonly delayMs?: number
  /** From which address of this machine to speak to the target for a client at that address. */
  readonly sourceFor?: (clientAddress: string) => string
}

export interface SlowLink {
  readonly address: string
  readonly port: number
  /** Connections that are open now. */
  readonly connections: number
  /** Holds for what enters from now on; order is kept whatever the change. */
  setDelay(ms: number): void
  /** Silence: nothing comes out at either end and no end is told, also for connections that are made meanwhile. */
  cut(): void
  /** What was held while cut comes out, in order. */
  restore(): void
  stop(): Promise<void>
}

/** Starts listening. Rejects when the port is taken. */
export async function startSlowLink(options: SlowLinkOptions): Promise<SlowLink> {
  const state = { delayMs: options.delayMs ?? 75, isCut: false }
  const pairs = new Set<Pair>()
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => {
    const pair = joinEnds(client, options, state)
    pairs.add(pair)
    client.once("close", () => pairs.delete(pair))
  })
  server.listen(options.listenPort, options.listenAddress)
  await once(server, "listening")
  return {
    address: options.listenAddress,
    port: portOf(server),
    get connections() {
      return pairs.size
    },
    setDelay(ms) {
      state.delayMs = ms
    },
    cut() {
      state.isCut = true
      for (const pair of pairs) pair.hold()
    },
    restore() {
      state.isCut = false
      for (const pair of pairs) pair.release()
    },
    async stop() {
      const closed = once(server, "close")
      server.close()
      for (const pair of pairs) pair.destroy()
      await closed
    },
  }
}

interface Pair {
  hold(): void
  release(): void
  destroy(): void
}

interface LinkState {
  readonly delayMs: number
  readonly isCut: boolean
}

function joinEnds(client: Socket, options: SlowLinkOptions, state: LinkState): Pair {
  const target = new Socket({ allowHalfOpen: true }).setNoDelay(true)
  const source = options.sourceFor?.(client.remoteAddress ?? "")
  target.connect({
    host: options.targetAddress,
    port: options.targetPort,
    ...(source === undefined ? {} : { localAddress: source }),
  })
  const delayMs = () => state.delayMs
  const lines = [new DelayLine(client, target, delayMs), new DelayLine(target, client, delayMs)]
  // The kernel has accepted at once; a connect over the real way takes a round trip before the first byte can leave.
  lines[0]?.openAfter(2 * state.delayMs)
  if (state.isCut) for (const line of lines) line.hold()
  client.resume()
  return {
    hold() {
      for (const line of lines) line.hold()
    },
    release() {
      for (const line of lines) line.release()
    },
    destroy() {
      for (const line of lines) line.hold()
      client.destroy()
      target.destroy()
    },
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the slow link listens on no TCP port")
  return address.port
}
