/** Distributions that name things alike: Debian and Ubuntu; Fedora and its kin. */
export type PackageFamily = "debian" | "fedora"
export type RedisPlace = { unit: string; path: string; account: string }

/** Names as the distributions' packages give them; the file is ours, and is included last by theirs. */
export const REDIS_PLACES: Readonly<Record<PackageFamily, Readonly<Record<"redis" | "valkey", RedisPlace>>>> = {
  debian: {
    redis: { unit: "redis-server.service", path: "/etc/redis/signalbox.conf", account: "redis" },
    valkey: { unit: "valkey-server.service", path: "/etc/valkey/signalbox.conf", account: "valkey" },
  },
  fedora: {
    redis: { unit: "redis.service", path: "/etc/redis/signalbox.conf", account: "redis" },
    valkey: { unit: "valkey.service", path: "/etc/valkey/signalbox.conf", account: "valkey" },
  },
}
