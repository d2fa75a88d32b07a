import type { z } from "zod"
import { PROBLEM_CODES, type ProblemCode } from "./problem.ts"

/** For a schema's `refine`: what it refuses is that row of the problem table, with these words about the field. */
export function refusedAs(problem: ProblemCode, error: string) {
  return { error, params: { problem } }
}

/** The row that all issues name; `invalid-input` when they name none, or several. */
export function problemOfIssues(issues: readonly z.core.$ZodIssue[]): ProblemCode {
  const [code, ...others] = new Set(issues.map(problemOfIssue))
  return code !== undefined && others.length === 0 ? code : "invalid-input"
}

function problemOfIssue(issue: z.core.$ZodIssue): ProblemCode {
  const named: unknown = issue.code === "custom" ? issue.params?.["problem"] : undefined
  return PROBLEM_CODES.find((code) => code === named) ?? "invalid-input"
}
