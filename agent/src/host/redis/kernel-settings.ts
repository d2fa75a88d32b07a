import { readFileSync } from "node:fs"

/** Settings of this machine's kernel that a Redis on it depends on. */
export type KernelSettings = { hugePagesAlways: boolean | null; overcommit: number | null }

/** Null for what this kernel does not show. */
export function readKernelSettings(): KernelSettings {
  const hugePages = readText("/sys/kernel/mm/transparent_hugepage/enabled")
  const overcommit = readText("/proc/sys/vm/overcommit_memory")
  return {
    hugePagesAlways: hugePages === null ? null : hugePages.includes("[always]"),
    overcommit: overcommit === null ? null : Number(overcommit),
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return null
  }
}
