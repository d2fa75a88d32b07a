import { DialectName } from "@signalbox/protocol/dialects"
import { z } from "zod"

/** The programs that read the service's env file, as stored. */
export function dialectsOf(service: { dialects: string[] }): DialectName[] {
  return z.array(DialectName).parse(service.dialects)
}
