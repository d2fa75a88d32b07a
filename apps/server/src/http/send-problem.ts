import type { ServerResponse } from "node:http"
import { Problem } from "@signalbox/protocol/problem"
import { ZodError } from "zod"

/** Answers with a problem, in the shape that the API's own errors have. */
export function sendProblem(res: ServerResponse, error: unknown, requestId: string): Problem {
  const problem = asProblem(error)
  if (res.headersSent) {
    res.destroy()
    return problem
  }
  const body = {
    error: { message: problem.message, data: { problem: problem.toView(), status: problem.status } },
    requestId,
  }
  // What is left of a body that was not read would be taken for the next request.
  res.setHeader("connection", "close")
  res.writeHead(problem.status, { "content-type": "application/json" }).end(JSON.stringify(body))
  return problem
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem(error instanceof ZodError ? "invalid-input" : "internal", undefined, { cause: error })
}
