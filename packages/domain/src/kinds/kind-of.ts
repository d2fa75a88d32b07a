import { envKind } from "./env-kind.ts"
import type { Kind } from "./kind.ts"
import { redisKind } from "./redis-kind.ts"
import type { ServiceKind } from "./service-kind.ts"

const KINDS: Readonly<Record<ServiceKind, Kind>> = { env: envKind, redis: redisKind }

/** The rules of a kind. A new kind of service is one more member here and one more file beside this. */
export function kindOf({ kind }: { kind: ServiceKind }): Kind {
  return KINDS[kind]
}
