import type { ServiceView } from "@signalbox/domain/services/schema"

/** What pages call the two kinds of services, and where each has its page. */
const KINDS: Record<
  ServiceView["kind"],
  { page: (serviceId: string) => string; editor: (serviceId: string) => string; back: string }
> = {
  env: {
    page: (serviceId) => `/services/${serviceId}`,
    editor: (serviceId) => `/services/${serviceId}/env`,
    back: "Back to the env",
  },
  redis: {
    page: (serviceId) => `/redis/policies/${serviceId}`,
    editor: (serviceId) => `/redis/policies/${serviceId}`,
    back: "Back to the policy",
  },
}

export const kindWords = (kind: ServiceView["kind"]) => KINDS[kind]
