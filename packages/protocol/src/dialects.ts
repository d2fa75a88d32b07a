import { z } from "zod"
import { refusedAs } from "./refused-as.ts"

export const DIALECT_NAMES = ["systemd", "dotenv", "python-dotenv", "docker"] as const

export type DialectName = (typeof DIALECT_NAMES)[number]

export const DialectName = z.custom<DialectName>(
  (name) => DIALECT_NAMES.some((known) => known === name),
  refusedAs("unknown-dialect", `must be one of ${DIALECT_NAMES.join(", ")}`),
)
