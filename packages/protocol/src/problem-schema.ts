import { z } from "zod"
import { PROBLEM_CODES } from "./problem.ts"

export const ProblemViewSchema = z.object({
  code: z.enum(PROBLEM_CODES),
  message: z.string().max(4_000),
  fix: z.string().max(1_000),
  details: z.record(z.string().max(200), z.string().max(2_000)).optional(),
})
