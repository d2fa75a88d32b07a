// What an installer and an enrolling agent fetch and send: no session, no cookie, nothing but the token in a sealed body.
import type { ServerResponse } from "node:http"
import type { DomainContext } from "@signalbox/domain/context"
import { enrolServer } from "@signalbox/domain/servers/enrol-server"
import type { EnrolmentKey } from "@signalbox/domain/servers/enrolment-key"
import { reportEnrolStep } from "@signalbox/domain/servers/report-enrol-step"
import { EnrolRequest, EnrolStep, SealedEnrolRequest } from "@signalbox/protocol/enrol"
import { Problem } from "@signalbox/protocol/problem"
import { parseMessage, parseReport } from "../gateway/parse-message.ts"
import { type AgentDownloads, sendDownload, sendManifest } from "./agent-downloads.ts"
import { createAttemptLimit } from "./attempt-limit.ts"
import { type Installer, sendInstaller } from "./installer.ts"
import { readJsonBody } from "./read-json-body.ts"
import type { Route } from "./route.ts"

const BODY_BYTES_MAX = 192 * 1024
const WINDOW_MS = 60_000
/** Of one address within the window. Many servers behind one address enrol in turn; a guesser of 256 bits gets nowhere anyway. */
const ENROLMENTS_MAX = 30
const STEPS_MAX = 300

export type AgentRoutesInput = {
  domain: Pick<DomainContext, "db" | "clock" | "publish">
  enrolmentKey: EnrolmentKey
  installer: Installer
  downloads: AgentDownloads
  /** Monotonic, in milliseconds. */
  nowMs: () => number
}

export function agentRoutes({ domain, enrolmentKey, installer, downloads, nowMs }: AgentRoutesInput): Route[] {
  const mayEnrol = createAttemptLimit({ max: ENROLMENTS_MAX, windowMs: WINDOW_MS, nowMs })
  const mayReport = createAttemptLimit({ max: STEPS_MAX, windowMs: WINDOW_MS, nowMs })
  return [
    { method: "GET", path: "/install.sh", handle: ({ res }) => sendInstaller(res, installer) },
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
    { method: "GET", path: "/agent/enrol-key", handle: ({ res }) => sendJson(res, enrolmentKey.offer) },
    {
      method: "POST",
      path: "/agent/enrol",
      isOpen: true,
      async handle({ req, res, address }) {
        if (!mayEnrol(address ?? "")) throw new Problem("too-many-attempts")
        const sealed = parseMessage("The enrolment", SealedEnrolRequest, await readJsonBody(req, BODY_BYTES_MAX))
        const opened = enrolmentKey.open(sealed)
        const enrol = parseReport("The sealed enrolment", EnrolRequest, opened.request)
        sendJson(res, opened.seal(await enrolServer(domain, enrol, address)))
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
