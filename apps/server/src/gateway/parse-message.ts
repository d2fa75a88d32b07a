import { Problem } from "@signalbox/protocol/problem"
import type { z } from "zod"

/** @throws Problem `invalid-input` with the fields that are wrong, never their values */
export function parseMessage<S extends z.ZodType>(name: string, schema: S, message: unknown): z.infer<S> {
  const parsed = schema.safeParse(message)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.slice(0, 10)
  const details = Object.fromEntries(
    issues.map((issue) => [issue.path.join(".").slice(0, 200) || "message", issue.message.slice(0, 200)]),
  )
  throw new Problem("invalid-input", `${name} is not well formed.`, { details })
}
