import type { IncomingMessage } from "node:http"
import { Problem } from "@signalbox/protocol/problem"

/**
 * Refuses a body of another type: the form of another site's page can send those without asking the browser's leave.
 * @throws Problem `invalid-input`
 */
export function assertJson({ method, headers }: IncomingMessage): void {
  if (method !== "POST" || /^application\/json\b/i.test(headers["content-type"] ?? "")) return
  throw new Problem("invalid-input", "The body must be JSON, with content-type application/json.")
}
