import type { RedisProduct } from "@signalbox/protocol/redis"

const NAMES: Record<RedisProduct, string> = { redis: "Redis", valkey: "Valkey", keydb: "KeyDB", other: "like Redis" }

/** The product as it writes itself. */
export const productName = (product: string | null): string => NAMES[product as RedisProduct] ?? product ?? "Redis"
