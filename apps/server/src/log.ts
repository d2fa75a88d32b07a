import { type Logger, pino } from "pino"

/**
 * The log of the process, a JSON line each, on standard output. Errors are written as type, message and stack: their other fields
 * could hold what a request or a database row held.
 */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: plainError },
    redact: ["req", "res", "headers", "authorization", "cookie", "password", "token", "code", "url"],
  })
}

function plainError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const { name, message, stack, cause } = error
  return { type: name, message, stack, ...(cause instanceof Error && { cause: plainError(cause) }) }
}
