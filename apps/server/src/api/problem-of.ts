// Every error that leaves the API leaves as a Problem of the closed table; what is not expected tells nothing of itself.
import { PROBLEMS, Problem } from "@signalbox/protocol/problem"
import { problemOfIssues } from "@signalbox/protocol/refused-as"
import type { TRPCError } from "@trpc/server"
import { ZodError } from "zod"

export function problemOf(error: TRPCError): Problem {
  const { cause } = error
  if (cause instanceof Problem) return cause
  if (cause instanceof ZodError) return invalidInput(cause)
  switch (error.code) {
    case "NOT_FOUND":
      return new Problem("not-found", "There is no such procedure.")
    case "PAYLOAD_TOO_LARGE":
      return new Problem("too-large")
    case "BAD_REQUEST":
    case "PARSE_ERROR":
    case "METHOD_NOT_SUPPORTED":
    case "UNSUPPORTED_MEDIA_TYPE":
      return new Problem("invalid-input")
    default:
      return new Problem("internal", undefined, { cause: error })
  }
}

function invalidInput(error: ZodError): Problem {
  const details = Object.fromEntries(error.issues.map((issue) => [issue.path.join(".") || "input", issue.message]))
  const named = Object.entries(details).map(([field, text]) => `${field}: ${text}`)
  const code = problemOfIssues(error.issues)
  return new Problem(code, `${PROBLEMS[code].says} ${named.slice(0, 3).join("; ")}`, { details })
}
