import type { RedisSettingsView } from "@signalbox/domain/redis-policies/schema"
import { bytes } from "../../design/words.ts"

/** A policy in a line, without its password. */
export function policyWords({ maxMemoryBytes, eviction, hasPassword, isRotating }: RedisSettingsView): string {
  const words = [
    maxMemoryBytes === undefined ? "" : bytes(maxMemoryBytes).join(" "),
    eviction ?? "",
    isRotating ? "two passwords" : hasPassword ? "password" : "no password",
  ]
  return words.filter((word) => word !== "").join(", ")
}
