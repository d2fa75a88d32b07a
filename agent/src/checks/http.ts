import { get as getHttp } from "node:http"
import { get as getHttps } from "node:https"
import type { Check, Seen } from "./check.ts"
import { tryUntil } from "./try-until.ts"

/** One GET without following redirects: where a server points to is not a place that the policy named. */
export const http: Check<"http"> = {
  expected: (spec) => `status ${spec.status} within ${spec.withinMs / 1000} s`,
  run: (spec, { clock, signal }) =>
    tryUntil({ clock, withinMs: spec.withinMs, signal }, () => ask(spec, Math.min(spec.timeoutMs, spec.withinMs))),
}

function ask(spec: { url: string; status: number }, timeoutMs: number): Promise<Seen> {
  const url = new URL(spec.url)
  const get = url.protocol === "https:" ? getHttps : getHttp
  return new Promise((resolve) => {
    const request = get(
      url,
      {
        agent: false,
        headers: { "user-agent": "signalbox-agent", connection: "close" },
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        const status = response.statusCode ?? 0
        // The body is nobody's business here and may never end.
        response.destroy()
        resolve({ verdict: status === spec.status ? "pass" : "fail", seen: `status ${status}` })
      },
    )
    request.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.name === "AbortError" || error.name === "TimeoutError" ? `no answer in ${timeoutMs} ms` : error.code
      resolve({ verdict: "fail", seen: why ?? "no answer" })
    })
  })
}
