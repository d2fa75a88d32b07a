import { z } from "zod"

/** What people write in notes and searches. The database keeps no NUL, and other control characters only hide things. */
export function plainText(charsMax: number) {
  return z
    .string()
    .max(charsMax)
    .regex(/^(?:[\t\r\n]|\P{Cc})*$/u, "must not hold control characters")
}
