// What the distributions call a Redis: every name that a change may hand to a package manager or to systemd is here, and constant.
import type { RedisPolicy } from "@signalbox/protocol/redis-policy"

export type RedisProduct = {
  units: readonly string[]
  /** User and group that it runs as. */
  account: string
  program: string
  /** Its own configuration file, which includes ours last. */
  mainConf: string
  packages: { apt: string; dnf: string }
}

export const REDIS_PRODUCTS: Readonly<Record<RedisPolicy["product"], RedisProduct>> = {
  redis: {
    units: ["redis-server.service", "redis.service"],
    account: "redis",
    program: "/usr/bin/redis-server",
    mainConf: "/etc/redis/redis.conf",
    packages: { apt: "redis-server", dnf: "redis" },
  },
  valkey: {
    units: ["valkey-server.service", "valkey.service"],
    account: "valkey",
    program: "/usr/bin/valkey-server",
    mainConf: "/etc/valkey/valkey.conf",
    packages: { apt: "valkey-server", dnf: "valkey" },
  },
}

/** The user to whom the configuration of this unit belongs. */
export function accountOfUnit(unit: string): string {
  const product = Object.values(REDIS_PRODUCTS).find(({ units }) => units.includes(unit))
  return (product ?? REDIS_PRODUCTS.redis).account
}
