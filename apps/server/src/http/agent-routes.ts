// What an installer and an enrolling agent fetch and send: no session, no cookie, nothing but the token in a body.
import type { IncomingMessage, ServerResponse } from "node:http"
import type { DomainContext } from "@signalbox/domain/context"
import type { ControlPlaneKey } from "@signalbox/domain/servers/control-plane-key"
import { enrolServer } from "@signalbox/domain/servers/enrol-server"
import { reportEnrolStep } from "@signalbox/domain/servers/report-enrol-step"
import { EnrolRequest, EnrolStep } from "@signalbox/protocol/hello"
import { Problem, problemView } from "@signalbox/protocol/problem"
import { parseMessage } from "../gateway/parse-message.ts"
import { type AgentDownloads, sendDownload, sendManifest } from "./agent-downloads.ts"
import { createAttemptLimit } from "./attempt-limit.ts"
import { sendInstallScript } from "./installer.ts"
import { readJsonBody } from "./read-json-body.ts"

const BODY_BYTES_MAX = 128 * 1024
const WINDOW_MS = 60_000
/** Of one address within the window. Many servers behind one address enrol in turn; a guesser of 256 bits gets nowhere anyway. */
const ENROLMENTS_MAX = 30
const STEPS_MAX = 300

export type AgentRoutesInput = {
  domain: Pick<DomainContext, "db" | "clock" | "publish">
  controlPlaneKey: ControlPlaneKey
  downloads: AgentDownloads
  onFault: (error: unknown) => void
  /** Address of the asker, behind trusted proxies the one that they name. */
  addressOf?: (request: IncomingMessage) => string | null
  nowMs?: () => number
}

/** Answers a request if it is one of these routes; false leaves it to others. */
export type Routes = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>

export function createAgentRoutes(input: AgentRoutesInput): Routes {
  const addressOf = input.addressOf ?? peerAddress
  const nowMs = input.nowMs ?? (() => performance.now())
  const mayEnrol = createAttemptLimit({ max: ENROLMENTS_MAX, windowMs: WINDOW_MS, nowMs })
  const mayReport = createAttemptLimit({ max: STEPS_MAX, windowMs: WINDOW_MS, nowMs })

  const routes: Record<string, (exchange: Exchange) => Promise<void>> = {
    "GET /install.sh": async ({ response }) => sendInstallScript(response),
    "GET /agent/manifest": ({ response, url }) => sendManifest(response, input.downloads, url.searchParams.get("arch")),
    "POST /agent/enrol": async ({ request, response }) => {
      const address = addressOf(request)
      if (!mayEnrol(address ?? "")) throw new Problem("too-many-attempts")
      const enrol = parseMessage("The enrolment", EnrolRequest, await readJsonBody(request, BODY_BYTES_MAX))
      sendJson(
        response,
        200,
        await enrolServer({ ...input.domain, controlPlaneKey: input.controlPlaneKey }, enrol, address),
      )
    },
    "POST /agent/enrol/step": async ({ request, response }) => {
      if (!mayReport(addressOf(request) ?? "")) throw new Problem("too-many-attempts")
      const step = parseMessage("The step", EnrolStep, await readJsonBody(request, BODY_BYTES_MAX))
      await reportEnrolStep(input.domain, step)
      response.writeHead(204).end()
    },
  }

  return async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost")
    const method = request.method === "HEAD" ? "GET" : request.method
    const route = routes[`${method} ${url.pathname}`]
    const file = /^\/agent\/download\/([^/]+)$/.exec(url.pathname)?.[1]
    if (!route && !(method === "GET" && file !== undefined)) return false
    try {
      if (route) await route({ request, response, url })
      else await sendDownload(response, input.downloads, file ?? "")
    } catch (error) {
      refuse(response, error, input.onFault)
    }
    return true
  }
}

type Exchange = { request: IncomingMessage; response: ServerResponse; url: URL }

/** A refusal says its code in a header too: a shell reads that without a JSON parser. */
function refuse(response: ServerResponse, error: unknown, onFault: (error: unknown) => void): void {
  if (!(error instanceof Problem)) onFault(error)
  if (response.headersSent) {
    response.destroy()
    return
  }
  const problem = problemView(error)
  response.setHeader("signalbox-problem", problem.code)
  sendJson(response, error instanceof Problem ? error.status : 500, { problem })
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" })
  response.end(JSON.stringify(value))
}

function peerAddress(request: IncomingMessage): string | null {
  return request.socket.remoteAddress?.replace(/^::ffff:/, "") ?? null
}
