// What an installer and an enrolling agent fetch and send: no session, no cookie, nothing but the token in a body.
import type { ServerResponse } from "node:http"
import type { DomainContext } from "@signalbox/domain/context"
import type { ControlPlaneKey } from "@signalbox/domain/servers/control-plane-key"
import { enrolServer } from "@signalbox/domain/servers/enrol-server"
import { reportEnrolStep } from "@signalbox/domain/servers/report-enrol-step"
import { EnrolRequest, EnrolStep } from "@signalbox/protocol/hello"
import { Problem } from "@signalbox/protocol/problem"
import { parseReport } from "../gateway/parse-message.ts"
import { type AgentDownloads, sendDownload, sendManifest } from "./agent-downloads.ts"
import { createAttemptLimit } from "./attempt-limit.ts"
import { sendInstallScript } from "./installer.ts"
import { readJsonBody } from "./read-json-body.ts"
import type { Route } from "./route.ts"

const BODY_BYTES_MAX = 128 * 1024
const WINDOW_MS = 60_000
/** Of one address within the window. Many servers behind one address enrol in turn; a guesser of 256 bits gets nowhere anyway. */
const ENROLMENTS_MAX = 30
const STEPS_MAX = 300

export type AgentRoutesInput = {
  domain: Pick<DomainContext, "db" | "clock" | "publish">
  controlPlaneKey: ControlPlaneKey
  downloads: AgentDownloads
  /** Monotonic, in milliseconds. */
  nowMs: () => number
}

export function agentRoutes({ domain, controlPlaneKey, downloads, nowMs }: AgentRoutesInput): Route[] {
  const mayEnrol = createAttemptLimit({ max: ENROLMENTS_MAX, windowMs: WINDOW_MS, nowMs })
  const mayReport = createAttemptLimit({ max: STEPS_MAX, windowMs: WINDOW_MS, nowMs })
  return [
    { method: "GET", path: "/install.sh", handle: ({ res }) => sendInstallScript(res) },
    {
      method: "GET",
      path: "/agent/manifest",
      handle: ({ res, url }) => sendManifest(res, downloads, url.searchParams.get("arch")),
    },
    {
      method: "GET",
      path: "/agent/download/*",
      handle: ({ res, url }) => sendDownload(res, downloads, url.pathname.slice("/agent/download/".length)),
    },
    {
      method: "POST",
      path: "/agent/enrol",
      isOpen: true,
      async handle({ req, res, address }) {
        if (!mayEnrol(address ?? "")) throw new Problem("too-many-attempts")
        const enrol = parseReport("The enrolment", EnrolRequest, await readJsonBody(req, BODY_BYTES_MAX))
        sendJson(res, await enrolServer({ ...domain, controlPlaneKey }, enrol, address))
      },
    },
    {
      method: "POST",
      path: "/agent/enrol/step",
      isOpen: true,
      async handle({ req, res, address }) {
        if (!mayReport(address ?? "")) throw new Problem("too-many-attempts")
        const step = parseReport("The step", EnrolStep, await readJsonBody(req, BODY_BYTES_MAX))
        await reportEnrolStep(domain, step)
        res.writeHead(204).end()
      },
    },
  ]
}

function sendJson(res: ServerResponse, value: unknown): void {
  res.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" }).end(JSON.stringify(value))
}
