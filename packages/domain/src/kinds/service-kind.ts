/** What a service is of; what follows from it is asked of `kind-of.ts`. */
export type ServiceKind = "env" | "redis"
