import { PROBLEMS, type ProblemView } from "@signalbox/protocol/problem"
import { ProblemViewSchema } from "@signalbox/protocol/problem-schema"

const UNREACHED: ProblemView = {
  code: "internal",
  message: "The control plane could not be reached.",
  fix: "Check that it runs and that this browser can reach it; the page picks up again by itself.",
}

/** The problem that the control plane reported, whatever carried it. */
export function problemOf(error: unknown): ProblemView {
  const data = error instanceof Error && "data" in error ? error.data : undefined
  const nested = typeof data === "object" && data !== null && "problem" in data ? data.problem : data
  const parsed = ProblemViewSchema.safeParse(nested)
  if (parsed.success) {
    const { details, ...rest } = parsed.data
    return details ? { ...rest, details } : rest
  }
  // Not the API's own answer: a proxy's, or of a control plane that starts or stops.
  if (error instanceof Error && error.cause instanceof SyntaxError) return UNREACHED
  if (error instanceof TypeError || (error instanceof Error && /fetch|network/i.test(error.message))) return UNREACHED
  return { code: "internal", message: PROBLEMS.internal.says, fix: PROBLEMS.internal.fix }
}
