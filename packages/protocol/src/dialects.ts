import { z } from "zod"

export const DialectName = z.enum(["systemd", "dotenv", "python-dotenv", "docker"])
export type DialectName = z.infer<typeof DialectName>
