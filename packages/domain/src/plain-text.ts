import { z } from "zod"

/** What people write in notes and searches. The database keeps no NUL and no half of a surrogate pair, and other control characters only hide things. */
export function plainText(charsMax: number) {
  return z
    .string()
    .max(charsMax)
    .regex(/^(?:[\t\r\n]|[^\p{Cc}\p{Cs}])*$/u, "must not hold control characters")
}
