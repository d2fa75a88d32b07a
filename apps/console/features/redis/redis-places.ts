/** The pages about Redis; the first is the map itself. */
export const REDIS_TABS = [
  { href: "/redis", name: "Map" },
  { href: "/redis/instances", name: "Instances" },
  { href: "/redis/clients", name: "Clients" },
  { href: "/redis/queues", name: "Queues" },
  { href: "/redis/slow-log", name: "Slow log" },
  { href: "/redis/policies", name: "Policies" },
  { href: "/redis/lint", name: "Lint" },
  { href: "/redis/conversions", name: "Conversions" },
] as const
