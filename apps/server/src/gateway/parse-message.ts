import { storable } from "@signalbox/domain/storable"
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

/**
 * The same for what is to be stored: strings come out as the database can keep them.
 * @throws Problem `invalid-input`
 */
export function parseReport<S extends z.ZodType>(name: string, schema: S, message: unknown): z.infer<S> {
  return storable(parseMessage(name, schema, message)) as z.infer<S>
}
