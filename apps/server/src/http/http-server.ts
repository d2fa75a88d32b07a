// The one port. Each request gets its security headers, its id and its client's address, then the first route that fits.
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { StartRefusal } from "@signalbox/prisma/start-refusal"
import { Problem } from "@signalbox/protocol/problem"
import type { Logger } from "pino"
import { portRefusal } from "../start-probes.mjs"
import type { ClientReader } from "./client-address.ts"
import { fits, type Route, type RouteRequest } from "./route.ts"
import { assertSameOrigin } from "./same-origin.ts"
import { setSecurityHeaders } from "./security-headers.ts"
import { sendProblem } from "./send-problem.ts"

/** What the port answers, once it is known. */
export type Stage = { publicUrl: string; routes: readonly Route[] }

export type Port = {
  server: Server
  /** Where it listens, as a person on this machine would write it. */
  address: string
  /** Begins to answer. Until then every request is told to come back. */
  open(stage: Stage): void
  /** Tells every new request to come back, before what answers them is taken down. */
  shut(): void
  /** Resolves when no request is under way any more, or patience has ended. */
  idle(): Promise<void>
  /** Takes no more requests, and waits for those under way. */
  close(): Promise<void>
}

type PortInput = {
  host: string
  port: number
  client: ClientReader
  log: Pick<Logger, "error">
  counted: (status: number) => void
}

const closePatienceMs = 5_000

/** @throws StartRefusal when the port is taken or not ours to take */
export async function openPort(input: PortInput): Promise<Port> {
  let stage: Stage | undefined
  const underWay = new Set<ServerResponse>()
  const server = createServer((req, res) => {
    underWay.add(res)
    res.once("close", () => underWay.delete(res))
    void answer(input, stage, { req, res })
  })
  server.requestTimeout = 60_000
  server.headersTimeout = 15_000
  server.keepAliveTimeout = 20_000
  await listen(server, input)
  return {
    server,
    address: addressOf(server),
    open: (opened) => {
      stage = opened
    },
    shut: () => {
      stage = undefined
    },
    idle: () => allClosed(underWay),
    close: () => close(server),
  }
}

async function listen(server: Server, { host, port }: PortInput): Promise<void> {
  server.listen(port, host)
  try {
    await once(server, "listening")
  } catch (error) {
    throw new StartRefusal(portRefusal(error as NodeJS.ErrnoException, { host, port }))
  }
}

function addressOf(server: Server): string {
  const bound = server.address()
  if (bound === null || typeof bound === "string") throw new TypeError("the server does not listen on a port")
  const isLocal = ["127.0.0.1", "0.0.0.0", "::", "::1"].includes(bound.address)
  const host = bound.family === "IPv6" ? `[${bound.address}]` : bound.address
  return `http://${isLocal ? "localhost" : host}:${bound.port}`
}

async function allClosed(responses: ReadonlySet<ServerResponse>): Promise<void> {
  const patience = AbortSignal.timeout(closePatienceMs)
  const closed = [...responses].map((res) => once(res, "close", { signal: patience }))
  await Promise.allSettled(closed)
}

async function close(server: Server): Promise<void> {
  const closed = once(server, "close")
  server.close()
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), closePatienceMs)
  await closed
  clearTimeout(timer)
}

async function answer(input: PortInput, stage: Stage | undefined, { req, res }: Exchange): Promise<void> {
  const requestId = randomUUID()
  const isHttps = input.client.isHttps(req)
  setSecurityHeaders(res, isHttps || stage?.publicUrl.startsWith("https:") === true)
  res.setHeader("x-request-id", requestId)
  res.once("close", () => input.counted(res.statusCode))
  if (!stage) {
    res.writeHead(503, { "retry-after": "1", connection: "close" }).end("Signalbox is starting or stopping.\n")
    return
  }
  try {
    const url = URL.parse(req.url ?? "/", "http://localhost")
    if (!url) throw new Problem("invalid-input", "The address is not well formed.")
    const route = stage.routes.find((one) => fits(one, req.method ?? "GET", url.pathname))
    if (!route) throw new Problem("not-found")
    if (!route.isOpen) assertSameOrigin(req, { publicUrl: stage.publicUrl, isHttps })
    const request: RouteRequest = { req, res, url, requestId, address: input.client.addressOf(req) }
    await route.handle(request)
  } catch (error) {
    const problem = sendProblem(res, error, requestId)
    if (problem.code === "internal") input.log.error({ err: error, requestId }, "a request failed")
  }
}

type Exchange = { req: IncomingMessage; res: ServerResponse }
