import { z } from "zod"
import { ProblemViewSchema } from "./problem-schema.ts"

/** Envelope of every answer on the link. */
export const Answer = z.discriminatedUnion("ok", [
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ ok: z.literal(false), problem: ProblemViewSchema }),
])
export type Answer = z.infer<typeof Answer>
